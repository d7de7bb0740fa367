import type { Core } from '../core.ts';
import { channelNamed } from '../world/find.ts';

/** slack.md B1: exactly these three. */
export function encode(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** What a client sends for typed words: entities, and mentions as links. */
export function linked(core: Core, text: string): string {
  return mentions(core, encode(text), (id) => `<@${id}>`);
}

/** The text of a slash command with `should_escape`: mentions carry their names. */
export function escaped(core: Core, text: string): string {
  return mentions(core, text, (id, name) => `<@${id}|${name}>`);
}

function mentions(core: Core, text: string, user: (id: string, name: string) => string): string {
  return text
    .replace(/(?<![\w<])@([\w.-]*\w)/g, (typed, name: string) => {
      const person = [...core.people.values()].find((one) => one.name === name);
      if (person !== undefined) return user(person.id, person.name);
      const group = [...core.groups.values()].find((one) => one.handle === name);
      return group === undefined ? typed : `<!subteam^${group.id}|@${group.handle}>`;
    })
    .replace(/(?<![\w<&])#([\w-]+)/g, (typed, name: string) => {
      const channel = channelNamed(core, name);
      return channel === undefined ? typed : `<#${channel.id}|${channel.name}>`;
    });
}
