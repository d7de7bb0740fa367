import type { WebSocket } from 'ws';
import type { Core } from '../core.ts';
import { isRecord, type Json, parseJson, string } from '../json.ts';
import type { Answer } from './delivery.ts';

/** One WebSocket of the app. */
export interface Connection {
  readonly number: number;
  send(message: Json): void;
  cut(): void;
  /** Closes it politely, and cuts it if the app does not answer. */
  end(): void;
  freeze(): void;
}

/** The sockets of Socket Mode and what is waited for on them. */
export interface Connections {
  add(socket: WebSocket): void;
  list(): Connection[];
  /** Whose turn it is. */
  next(): Connection | undefined;
  /** The acknowledgement of this envelope, from whichever connection, or a timeout. */
  acknowledgement(envelope: string, ms: number): Promise<Answer>;
}

/** slack.md B5. */
const most = 10;

export function connections(core: Core): Connections {
  const open: Connection[] = [];
  const waiting = new Map<string, Set<(body: unknown) => void>>();
  let made = 0;
  let turn = 0;

  const acknowledge = (data: string) => {
    const message = parseJson(data);
    if (!isRecord(message)) return;
    const [first] = waiting.get(string(message['envelope_id'])) ?? [];
    first?.(message['payload']);
  };

  return {
    add(socket) {
      if (open.length >= most) {
        socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
        socket.close(1000);
        return;
      }
      made += 1;
      const number = made;
      const connection = connect(core, socket, number, acknowledge);
      open.push(connection);
      socket.on('close', () => {
        open.splice(open.indexOf(connection), 1);
        core.feed.tell({ type: 'socket', connection: number, open: false });
      });
      connection.send(hello(core, open.length));
      core.feed.tell({ type: 'socket', connection: number, open: true });
    },
    list: () => [...open],
    next() {
      turn += 1;
      return open[turn % Math.max(1, open.length)];
    },
    acknowledgement: (envelope, ms) =>
      new Promise((resolve) => {
        const waiters = waiting.get(envelope) ?? new Set();
        waiting.set(envelope, waiters);
        const end = (answer: Answer) => {
          clearTimeout(timer);
          core.life.signal.removeEventListener('abort', stopped);
          waiters.delete(take);
          if (waiters.size === 0) waiting.delete(envelope);
          resolve(answer);
        };
        const take = (body: unknown) => end({ ok: true, body });
        const stopped = () => end({ ok: false, why: 'timeout' });
        const timer = setTimeout(() => end({ ok: false, why: 'timeout' }), ms);
        core.life.signal.addEventListener('abort', stopped, { once: true });
        waiters.add(take);
      }),
  };
}

function connect(
  core: Core,
  socket: WebSocket,
  number: number,
  acknowledge: (data: string) => void,
): Connection {
  let frozen = false;
  const pings = setInterval(() => {
    if (!frozen) socket.ping('Ping from local Slack');
  }, core.settings.timing.pingMs);
  socket.on('close', () => clearInterval(pings));
  socket.on('error', () => socket.terminate());
  // The server is made with `autoPong: false`: a frozen one answers no pings.
  socket.on('ping', (data) => {
    if (!frozen) socket.pong(data);
  });
  socket.on('message', (data) => {
    if (!frozen) acknowledge(String(data));
  });
  return {
    number,
    send(message) {
      if (!frozen && socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    cut: () => socket.terminate(),
    end() {
      socket.close(1001);
      setTimeout(() => socket.terminate(), 200).unref();
    },
    freeze() {
      frozen = true;
    },
  };
}

/** slack.md A4. */
function hello(core: Core, count: number): Json {
  return {
    type: 'hello',
    num_connections: count,
    connection_info: { app_id: core.settings.app.id },
    debug_info: { host: 'local', build_number: 1, approximate_connection_time: 18060 },
  };
}
