import { setTimeout as delay } from 'node:timers/promises';
import { httpLine, verifyUrl } from '../delivery/http-line.ts';
import { socketLine } from '../delivery/socket-line.ts';
import * as household from '../people/household.ts';
import { offers, press } from '../people/press.ts';
import { say } from '../people/say.ts';
import { channelsOf, see, thread } from '../people/see.ts';
import { seenFile, seenView } from '../people/seen.ts';
import { runMessageShortcut, runShortcut } from '../people/shortcuts.ts';
import type { Site } from '../people/site.ts';
import { close, submit } from '../people/submit.ts';
import { type } from '../people/type.ts';
import { dmOf, findChannel, findPerson } from '../world/find.ts';
import type { FaultControl, SocketControl } from './faults.ts';
import type { ControlMethods } from './types.ts';

/** The human side, in this process. */
export function localMethods(site: Site): ControlMethods {
  const { core } = site;
  const bot = core.settings.app.botUserId;
  const person = (ref: string) => findPerson(core, ref);
  return {
    type: (...args) => type(site, ...args),
    say: (...args) => say(site, ...args),
    press: (...args) => press(site, ...args),
    offers: (...args) => offers(site, ...args),
    submit: (...args) => submit(site, ...args),
    close: (...args) => close(site, ...args),
    openHome: async (...args) => household.openHome(site, ...args),
    shortcut: (...args) => runShortcut(site, ...args),
    messageShortcut: (...args) => runMessageShortcut(site, ...args),

    channels: async (user) => channelsOf(core, user),
    see: async (...args) => see(core, ...args),
    thread: async (...args) => thread(core, ...args),
    async viewOf(user) {
      const top = core.modals.get(person(user).id)?.at(-1);
      return top && seenView(core, person(user), top);
    },
    async home(user) {
      const view = core.homes.get(person(user).id);
      return view && seenView(core, person(user), view);
    },
    dm: async (user) => dmOf(core, person(user)).id,
    async files(ref) {
      const { id } = findChannel(core, ref);
      return [...core.files.values()].filter((file) => file.channel === id).map(seenFile);
    },

    deleteMessage: async (...args) => household.removeMessage(core, ...args),
    archive: async (ref) => household.setArchived(site, ref, true),
    unarchive: async (ref) => household.setArchived(site, ref, false),
    removeBot: async (ref) => household.depart(core, ref, bot),
    inviteBot: async (ref) => household.enter(site, ref, bot),
    join: async (user, ref) => household.enter(site, ref, person(user).id),
    leave: async (user, ref) => household.depart(core, ref, person(user).id),
    changePerson: async (...args) => household.changePerson(core, ...args),
    changeUserGroup: async (...args) => household.changeUserGroup(core, ...args),

    calls: async (method) =>
      core.calls.filter((call) => method === undefined || call.method === method),
    advance: async (ms) => core.clock.advance(ms),
    async installHttp({ requestUrl }) {
      await verifyUrl(core, requestUrl);
      site.line = httpLine(core, requestUrl);
    },
    async uninstallHttp() {
      site.line = socketLine(core, site.connections);
    },
  };
}

export function localFaults({ core, connections }: Site): FaultControl {
  return {
    set: async (method, fault) => core.faults.set(method, fault),
    clear: async (method) => core.faults.clear(method),
    async down() {
      core.faults.down = true;
      for (const connection of connections.list()) connection.cut();
    },
    async up() {
      core.faults.down = false;
    },
  };
}

export function localSockets({ core, connections }: Site): SocketControl {
  const chosen = (number?: number) =>
    connections.list().filter((one) => number === undefined || one.number === number);
  return {
    list: async () => connections.list().map((one) => one.number),
    async drop(number) {
      for (const one of chosen(number)) one.cut();
    },
    async refresh(reason = 'refresh_requested', number) {
      for (const one of chosen(number)) {
        one.send({ type: 'disconnect', reason, debug_info: { host: 'local' } });
        void delay(core.settings.timing.refreshMs, undefined, { signal: core.life.signal })
          .then(() => one.cut())
          .catch(() => undefined);
      }
    },
    async freeze(number) {
      for (const one of chosen(number)) one.freeze();
    },
  };
}
