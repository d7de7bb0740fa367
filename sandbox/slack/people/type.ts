import type { SayOptions, Typed } from '../control/acts.ts';
import type { Core } from '../core.ts';
import { deliver } from '../delivery/deliver.ts';
import { isRecord } from '../json.ts';
import { slashPayload } from '../payloads/slash.ts';
import { plain } from '../plain/index.ts';
import { SlackError } from '../web-api/errors.ts';
import { respond } from '../web-api/response-url.ts';
import { slackbot } from '../world/build.ts';
import { channelOf } from '../world/find.ts';
import { addMessage } from '../world/messages.ts';
import { newResponseUrl, newTrigger } from '../world/tickets.ts';
import type { Channel, Message, Person } from '../world/types.ts';
import { encode, escaped } from './escape.ts';
import { say } from './say.ts';
import { seen } from './seen.ts';
import { actorNamed, type Site } from './site.ts';

/** Types into the message box and presses Enter. */
export async function type(
  site: Site,
  user: string,
  ref: string,
  typed: string,
  options: SayOptions = {},
): Promise<Typed> {
  const { core } = site;
  const person = actorNamed(core, user);
  const channel = channelOf(core, person, ref);
  const [, command, text = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed.trim()) ?? [];
  if (command === undefined) {
    const said = await say(site, user, ref, typed, options);
    return {
      outcome: 'said',
      shown: '',
      ...messageSeen(core, person, core.messages.get(`${said.channel} ${said.ts}`)),
    };
  }
  const known = core.settings.commands.find((one) => one.command === command);
  if (known === undefined) return refused(`${command} is not a valid command.`);
  // slack.md B1: slash commands cannot be typed in threads.
  if (options.thread !== undefined)
    return refused(`${command} is not supported in threads. Sorry!`);
  if (channel.archived) return refused(`${channel.name} is archived`);

  const triggerId = newTrigger(core, person.id, channel.id);
  const responseUrl = newResponseUrl(core, 'commands', { user: person.id, channel: channel.id });
  const raw = known.escape ? escaped(core, text) : text;
  const payload = slashPayload(core, {
    person,
    channel,
    command,
    text: known.entities ? encode(raw) : raw,
    triggerId,
    responseUrl,
  });
  const { outcome, body } = await deliver(core, site.line, 'slash_commands', payload, options);
  const message =
    outcome === 'acknowledged'
      ? answered(core, person, channel, command, body)
      : failed(core, person, channel, command, outcome);
  return { outcome, triggerId, responseUrl, ...shownBy(core, person, message) };
}

function refused(shown: string): Typed {
  return { outcome: 'refused', shown };
}

/** The answer that came with the acknowledgement, as a message. */
function answered(
  core: Core,
  person: Person,
  channel: Channel,
  command: string,
  body: unknown,
): Message | undefined {
  const given = isRecord(body) ? body : { text: typeof body === 'string' ? body : '' };
  if (!given['text'] && !given['blocks']) return undefined;
  try {
    return respond(core, { user: person.id, channel: channel.id }, given);
  } catch (error) {
    if (error instanceof SlackError) return failed(core, person, channel, command, error.message);
    throw error;
  }
}

function failed(
  core: Core,
  person: Person,
  channel: Channel,
  command: string,
  why: string,
): Message {
  return addMessage(core, {
    channel: channel.id,
    user: slackbot,
    to: person.id,
    text: `${command} failed with the error "${why}"`,
  });
}

function shownBy(core: Core, person: Person, message: Message | undefined) {
  const { message: shown } = messageSeen(core, person, message);
  return shown === undefined ? { shown: '' } : { shown: plain(shown), message: shown };
}

function messageSeen(core: Core, person: Person, message: Message | undefined) {
  return message === undefined ? {} : { message: seen(core, person, message) };
}
