// A proxy in front of the portal that spoils one thing, for the self-test: what finds nothing wrong
// with a broken page is no check.
import { createServer } from "node:http";

// breaking serves the site at a base address with its pages changed by spoil(html, path), which
// may be given other files by their paths. It returns its own address and a way to end.
export async function breaking(base, { spoil = (html) => html, instead = {}, files = {} }) {
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url, base);
    if (files[pathname] !== undefined) {
      response.writeHead(200, { "content-type": "text/javascript" }).end(files[pathname]);
      return;
    }
    const answer = await fetch(base + (instead[pathname] ?? pathname) + search);
    const headers = Object.fromEntries(answer.headers);
    for (const name of ["content-encoding", "content-length", "transfer-encoding", "connection"]) {
      delete headers[name];
    }
    let body = Buffer.from(await answer.arrayBuffer());
    if (headers["content-type"]?.startsWith("text/html")) body = spoil(body.toString(), pathname);
    response.writeHead(answer.status, headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    end: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
