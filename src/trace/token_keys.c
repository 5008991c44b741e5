/* Demonstration keys.  They are public: nothing real may ever be signed with them. */
#include "trace/token_keys.h"

#define SECRET_BYTES_MIN 32 /* RFC 7518, 3.2: a key as long as the hash, or longer */

const char token_rsa_private[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDtn8pLIlnvUV4o\n"
    "vCeI9Lt6ZxKkiSWM+klINSgOvx+zWq8tO2MO9EI15YuYJQ+9lBHiXKOEe9WdtMTF\n"
    "KN+eh0grG3ojFYVCp8UwPXNCmGG9A7t+1QW696AJ6J3iBHYT6xYl6Tny3xEy1LdT\n"
    "+BEA+mf0naLzh+E0X7xwOL9jvNaCUuOhzDWaC6A4zwtc1F5ar0AfBVLJk8rEnR5W\n"
    "4ppy1BSUIplp15J9blLM+CFe196dreJDaeb8zxggIiKEv8Ciqpz8xH55/3rhLjoo\n"
    "lfxdzLDjSdOPt1KGR7lQu8BOJxHcOddGu63+u6eCCDYORZDSXoLttQCmF828Jua6\n"
    "dYZj+HgHAgMBAAECggEAAvXhLtN0PGOOoUJK2c12wn0jQdKFmb6KiDBFWf2uluzz\n"
    "zsP1JXwMkSBVf2VCz3FXUbMmxGFIlYjphK1QL+jukL7sZCCCAwUVE1dIptVALnsr\n"
    "7FYaFqy8HTN9OBInKHNe2MURmEGINNJqoEywZYs5HVaTb6ZLO3xP3DQQylzRbVk1\n"
    "4HcIbfUHWZPX0xBpDooTfUiyjFhbn55dIP9RL6V+0lVkTil0fVPmKhj4wLx1BX1v\n"
    "Ibb8b/EzOu/JR7WU+Pg6uJKyQaQxcksKQguCJVivvZNy3NAh+MkaTj3DTR9X8Kqh\n"
    "boa9MRjxsyExg5hgJusRxdNbUMrkD7zoJRnYOspD5QKBgQD4in5HSjIxMxU4YKUp\n"
    "JsJK1N7Whc3pIOAlP1f4XxyL/oFtLGPQA7It/z3++0fc11TndTgiC7983Y6oSMce\n"
    "dPCsTIrM4BMEXK/tWNp0NUti+kG9JD8Fb9RTMXIv7pJfDPGrHarajzch1ftqTEIE\n"
    "ZvZAutzLOtEfzyKfmDEbdN/26wKBgQD0wWywtKnWTF39V1lXFIfVqqj3yJVzSIEC\n"
    "ssHqC1n0Lhi+BCaVPPHCqzIblTEVEt0Yi1/3wayh9UjyAWI8vAHWGZk32C0F9p+s\n"
    "4f2gqMr1GRmCCVXhQgIvTYMVgRViYp7Va1MR4UmkN+tcDKtePO9U4wJ9zGgd0R9H\n"
    "ScaWUOt0VQKBgEDhRl2tzLRzNVLmR7caWxXVw+YUP9BfuKOAiaJYkccpxPeO4u9m\n"
    "R5kiTDjHt9a6j3tsah7ZGj+qRpc/iFs3A6y2vnUE+XHmEDbRPxWe4/MOiSKq15i/\n"
    "vJmLCtfgW21cn6mfsP4k7Kt0hJEXHxSvHBGBtimHTRgUpmErBYa5V83JAoGBAI8h\n"
    "EeOgMvWcARbm3tr6qZi8zUThquwYyUD/skCg1MDjuBpeqQV691JE9O+GZoaRWnRB\n"
    "BSUIwGCR5U+ImZ80vsoqfBxZMbMcDzJ1kfFC5DVCsVUHCo7JICfzZyXLL+syCvp5\n"
    "YcHCAmOjQ+K3kftxHPCCNHHGeFh/c5Anx5cdySNlAoGBAIwrCPcWH8wmWLd+raZO\n"
    "90ITaYuUpQMhR/xJoZTrDCV4tRkg/a4SyIlrfq1ryYIDSVBmtet+I9qAVfAk1N/1\n"
    "aJho9/pZWLsK09Tz+A8UITrEVhbDKo2hqv1h6Nbek/ngAOlGFUT/WOL9owKROKYH\n"
    "gjqn0RzKOXD07mL/BrRaPWcI\n"
    "-----END PRIVATE KEY-----\n";

const char token_rsa_public[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7Z/KSyJZ71FeKLwniPS7\n"
    "emcSpIkljPpJSDUoDr8fs1qvLTtjDvRCNeWLmCUPvZQR4lyjhHvVnbTExSjfnodI\n"
    "Kxt6IxWFQqfFMD1zQphhvQO7ftUFuvegCeid4gR2E+sWJek58t8RMtS3U/gRAPpn\n"
    "9J2i84fhNF+8cDi/Y7zWglLjocw1mgugOM8LXNReWq9AHwVSyZPKxJ0eVuKactQU\n"
    "lCKZadeSfW5SzPghXtfena3iQ2nm/M8YICIihL/Aoqqc/MR+ef964S46KJX8Xcyw\n"
    "40nTj7dShke5ULvATicR3DnXRrut/runggg2DkWQ0l6C7bUAphfNvCbmunWGY/h4\n"
    "BwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

const char token_ed25519_private[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIGNvYXRjaGVjay1kZW1vLWtleS1lZDI1NTE5LXNlZWQh\n"
    "-----END PRIVATE KEY-----\n";

const char token_ed25519_public[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAXVuP0vVMv3ZLpsXIveAKcVKWxrdN3LezOKLq14Fwv6c=\n"
    "-----END PUBLIC KEY-----\n";

void
token_secret(const char *key_id, struct str *out)
{
	size_t begin = out->length;

	str_printf(out, "coatcheck-demo-key-%s-not-secret", key_id);
	while (out->length - begin < SECRET_BYTES_MIN)
		str_add_char(out, '-');
}
