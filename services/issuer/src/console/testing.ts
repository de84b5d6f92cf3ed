import type { Service } from '@symbolon/service';

export type Seen = {
  status: number;
  html: string;
  headers: Record<string, string | string[] | number | undefined>;
  /** Where the browser was sent last. */
  url: string;
};

/** A browser without script: keeps cookies, follows 303, sends the token of the page that it looks at. */
export function visitor(app: Service) {
  const cookies = new Map<string, string>();
  let token = '';

  async function open(
    method: 'GET' | 'POST',
    url: string,
    more: { payload?: string | Buffer; headers?: Record<string, string> } = {},
  ): Promise<Seen> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await app.inject({ method, url, ...more, headers: { ...more.headers, ...(cookie && { cookie }) } });
    for (const { name, value, ...attributes } of reply.cookies) {
      if (attributes.maxAge === 0) cookies.delete(name);
      else cookies.set(name, value);
    }
    if (reply.statusCode === 303) return open('GET', String(reply.headers.location));
    token = /name="_token" value="([^"]+)"/.exec(reply.body)?.[1] ?? token;
    return { status: reply.statusCode, html: reply.body, headers: reply.headers, url };
  }

  const encode = (fields: Record<string, string | string[]>) => {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
    return body.toString();
  };

  return {
    cookies,
    get: (url: string) => open('GET', url),
    /** Sends a form of the page that was looked at last. */
    send: (url: string, fields: Record<string, string | string[]> = {}, headers: Record<string, string> = {}) =>
      open('POST', url, {
        payload: encode({ _token: token, ...fields }),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      }),
    /** Sends a form with a file. */
    upload(url: string, fields: Record<string, string>, file: { name: string; content: string | Buffer }) {
      const boundary = 'xxBoundaryxx';
      const parts = Object.entries({ _token: token, ...fields }).map(
        ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      );
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
      const payload = Buffer.concat([
        Buffer.from(parts.join('') + head),
        Buffer.from(file.content),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]);
      return open('POST', url, { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } });
    },
    async signIn(apiKey: string): Promise<Seen> {
      await open('GET', '/console/sign-in');
      return this.send('/console/sign-in', { 'api-key': apiKey });
    },
  };
}

/** The text of a page as it is read, without markup. */
export const readable = (html: string) =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
