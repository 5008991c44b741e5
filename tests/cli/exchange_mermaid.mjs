// exchange_mermaid.mjs MODULE FILE...: does Mermaid itself read every diagram of these files?
// A file may hold several, each begun by a line "%% design"; prints what it found, ends with 1 at
// the first that is refused.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [module, ...files] = process.argv.slice(2);
const { default: mermaid } = await import(pathToFileURL(module));
mermaid.initialize({ maxTextSize: 50000000 });
for (const file of files) {
	const parts = readFileSync(file, 'utf8').split(/^(?=%% design )/m);
	for (const part of parts) {
		const { diagramType } = await mermaid.parse(part);
		if (diagramType !== 'sequence') throw new Error(`a ${diagramType} diagram`);
		const diagram = await mermaid.mermaidAPI.getDiagramFromText(part);
		const db = diagram.db;
		console.log(part.split('\n')[0], [...db.getActors().values()].map((a) => a.description).join(' '),
			db.getMessages().length);
	}
}
