// exchange_har.cjs MODULE FILE: does har-validator accept the archive, and refuse a broken one?
const { readFileSync } = require('node:fs');

const [home, file] = process.argv.slice(2);
const validator = require(home);
const archive = JSON.parse(readFileSync(file, 'utf8'));
const broken = JSON.parse(JSON.stringify(archive));
delete broken.log.entries[0].timings;
validator.har(archive).then(() =>
	validator.har(broken).then(
		() => { throw new Error('a broken archive was accepted'); },
		() => console.log(`${archive.log.entries.length} entries`)))
	.catch((error) => {
		console.error(error.message, JSON.stringify(error.errors));
		process.exit(1);
	});
