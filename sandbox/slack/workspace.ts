import { once, setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { About } from './control/client.ts';
import { localFaults, localMethods, localSockets } from './control/local.ts';
import type { Control } from './control/types.ts';
import { waitFor } from './control/wait.ts';
import { createCore } from './core.ts';
import { connections } from './delivery/connections.ts';
import { socketLine } from './delivery/socket-line.ts';
import type { WorkspaceOptions } from './options.ts';
import type { Site } from './people/site.ts';
import { createServer } from './server.ts';

/** A workspace that lives in this process. Everything a {@link Control} can do, it can do itself. */
export interface Workspace extends Control, About {
  /** Cuts every connection and ends every wait. */
  stop(): Promise<void>;
}

/** Starts a workspace on 127.0.0.1. Rejects if the port is taken. */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const core = createCore(options);
  // One listener for every wait.
  setMaxListeners(0, core.life.signal);
  const links = connections(core);
  const site: Site = { core, connections: links, line: socketLine(core, links) };
  const control: Control = {
    ...localMethods(site),
    faults: localFaults(site),
    sockets: localSockets(site),
    subscribe: core.feed.subscribe,
    waitFor: (look, wait) => waitFor(control, look, wait),
  };
  const server = createServer(site, control);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  core.url = `http://127.0.0.1:${port}`;
  const { app, team } = core.settings;
  return {
    ...control,
    url: core.url,
    apiUrl: `${core.url}/api/`,
    botToken: app.botToken,
    appToken: app.appToken,
    signingSecret: app.signingSecret,
    teamId: team.id,
    botUserId: app.botUserId,
    async stop() {
      core.life.abort();
      for (const link of links.list()) link.end();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
