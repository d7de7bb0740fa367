import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { WebSocketServer } from 'ws';
import { controlRoutes } from './control/routes.ts';
import type { Control } from './control/types.ts';
import type { Core } from './core.ts';
import type { Site } from './people/site.ts';
import { answerDownload, signInPage } from './web-api/download.ts';
import { answerResponseUrl } from './web-api/response-url.ts';
import { answerApi } from './web-api/server.ts';
import { answerUpload } from './web-api/upload.ts';

type Env = { Bindings: HttpBindings };

/** Web API, response URLs, files, sockets and control on one port. Not listening yet. */
export function createServer(site: Site, control: Control): Server {
  const { core } = site;
  const app = new Hono<Env>();
  for (const path of ['/api/*', '/hooks/*', '/upload/*', '/files-pri/*']) {
    app.use(path, async (c, next) => (core.faults.down ? cut(c) : next()));
  }
  app.all('/api/:method', async (c) => {
    return (await answerApi(core, c.req.param('method'), c.req.raw)) ?? cut(c);
  });
  app.post('/hooks/*', async (c) => {
    return (await answerResponseUrl(core, c.req.path, c.req.raw)) ?? cut(c);
  });
  app.all('/upload/v1/:file/:secret', async (c) => {
    return (await answerUpload(core, c.req.param('file'), c.req.raw)) ?? cut(c);
  });
  app.get('/files-pri/:place/*', async (c) => {
    return (await answerDownload(core, c.req.param('place'), c.req.raw)) ?? cut(c);
  });
  app.get('/', () => signInPage(core));
  app.route('/control', controlRoutes(site, control));

  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  const sockets = new WebSocketServer({ noServer: true, autoPong: false });
  server.on('upgrade', (request, socket, head) => {
    if (!admitted(core, request)) {
      refuse(core, socket);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (open) => site.connections.add(open));
  });
  return server;
}

/** The connection is reset, without an answer. */
function cut(c: Context<Env>): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** A ticket of apps.connections.open is good for one socket. */
function admitted(core: Core, request: IncomingMessage): boolean {
  const url = new URL(request.url ?? '/', core.url);
  const ticket = url.searchParams.get('ticket') ?? '';
  return url.pathname === '/link/' && !core.faults.down && core.tickets.delete(ticket);
}

function refuse(core: Core, socket: Duplex): void {
  if (!core.faults.down) socket.write('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
  socket.destroy();
}
