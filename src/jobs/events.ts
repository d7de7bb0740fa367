/**
 * What can happen to a request: one event per thing, appended to its log and never changed. The
 * state, the card in Slack and the audit trail are all read from these.
 */

import { z } from 'zod';
import { parseStreamPath, type StreamPath } from '../mapr/path.ts';
import type { Entry } from './chain.ts';
import { type Procedure, type Side, sides, stepNames } from './plan.ts';

const path = z.string().transform((text, context): StreamPath => {
  try {
    return parseStreamPath(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: String(error) });
    return z.NEVER;
  }
});

/** A person of the chat, and the entry of the owners' list that makes them an owner: their own id or a group's. */
const person = z.object({ user: z.string(), via: z.string() });
export type Person = z.infer<typeof person>;

const options = z.object({
  throttle: z.boolean(),
  synchronous: z.boolean(),
  encrypt: z.boolean(),
  compression: z.enum(['off', 'lz4', 'lzf', 'zlib']),
});

const planSchema = z.object({
  source: path,
  replica: path,
  options: options.extend({ compression: options.shape.compression.nullable() }),
});

const changeSchema = options.partial();

/** Whose consent; absent where it is the replica's. */
const side = z.literal('source').optional();

const step = z.enum(stepNames);
const millis = z.number();

/** What went wrong, for people: where, which command, what it answered, what to do now. */
const failure = z.object({
  message: z.string(),
  cluster: z.string(),
  command: z.string().nullable(),
  answer: z.string().nullable(),
  remedy: z.string(),
});
export type Failure = z.infer<typeof failure>;

/** One thing that a preflight found: whether it stands in the way, and what to do about it. */
const finding = z.object({
  ok: z.boolean(),
  what: z.string(),
  remedy: z.string().nullable(),
  /** Of a replica that is there, the other streams that feed it. */
  fedBy: z.array(z.string()).optional(),
});
export type Finding = z.infer<typeof finding>;

/** The highest offset by topic and partition; -1 where a partition is empty. */
const offsets = z.record(z.string(), z.array(z.number()));

/** Why what a request made is undone; the request ends with it as its outcome. */
export const undoCauses = ['denied', 'expired', 'rolled-back', 'cancelled'] as const;
export type UndoCause = (typeof undoCauses)[number];

export const outcomes = ['done', 'planned', 'refused', ...undoCauses] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * Whose the stream is that came to the replica's path while the cluster was to make one there: the cluster's, by this
 * request's order; or nobody can tell.
 */
const origin = z.enum(['cluster', 'unknown']);
export type Origin = z.infer<typeof origin>;

const named = [
  'pause',
  'resume',
  'edit',
  'remove',
  'watch',
  'unwatch',
  'autosetup',
  'plan-autosetup',
  'join',
  'plan-join',
  'multi-master',
  'plan-multi-master',
] as const satisfies readonly Procedure[];

const kinds = [
  z.object({
    type: z.literal('requested'),
    request: z.string(),
    dryRun: z.boolean(),
    /** Absent of a set-up step by step, and of a dry run of that. */
    procedure: z.enum(named).optional(),
    plan: planSchema,
    /** What an edit is to change. */
    change: changeSchema.optional(),
    requester: person,
    /** Whose consent the request itself is; absent where it is the source's, null where it is nobody's. */
    speaksFor: z.enum(sides).nullable().optional(),
    /** The request that set up what this one is about, in whose thread it is told. */
    about: z.string().optional(),
    /** The requests that were asked for together with it, itself among them, in the order in which they were named. */
    batch: z.array(z.string()).optional(),
    channel: z.string(),
    team: z.string(),
    /** How long the consent may take, and when to remind of it: milliseconds from the asking. */
    consent: z.object({ expires: millis, remind: millis.nullable() }),
    signature: z.string(),
  }),
  z.object({
    type: z.literal('step.started'),
    step,
    /** One run of the job: what a killed or delayed run says later is told apart by it. */
    run: z.string(),
    worker: z.string(),
  }),
  z.object({
    type: z.literal('step.ran'),
    step,
    purpose: z.enum(['look', 'act', 'prove', 'undo']),
    command: z.string(),
    exitCode: z.number().nullable(),
    /** Whether its answer says that it did what it was for; where a log does not tell, exit code 0 does. */
    ok: z.boolean().optional(),
    answer: z.string(),
    durationMs: z.number(),
  }),
  /** Written before the command that changes something, so that a run after a crash knows whose work it finds. */
  z.object({ type: z.literal('step.acting'), step, command: z.string() }),
  /** The command was refused: what a later look finds in place is somebody else's. */
  z.object({
    type: z.literal('step.act-refused'),
    step,
    /** The answer names an error that may pass, contact lost for instance: most likely nothing was changed. */
    unsure: z.literal(true).optional(),
  }),
  z.object({
    type: z.literal('step.waiting'),
    step,
    why: z.string(),
    until: millis,
    /** Whether a fault is the reason; these are counted, and bounded. */
    fault: z.boolean(),
  }),
  z.object({ type: z.literal('step.marked'), step, mark: offsets }),
  z.object({
    type: z.literal('step.progress'),
    step,
    done: z.number(),
    total: z.number(),
    bytes: z.number(),
    /** What the cluster says of a copy of its own. */
    state: z.string().optional(),
    /** At the first look that has found the replica's stream. */
    origin: origin.optional(),
  }),
  z.object({
    type: z.literal('step.done'),
    step,
    summary: z.string(),
    findings: z.array(finding).optional(),
  }),
  z.object({ type: z.literal('step.failed'), step, failure }),
  z.object({ type: z.literal('consent.asked'), side, expires: millis, remind: millis.nullable() }),
  z.object({ type: z.literal('consent.reminded'), side }),
  z.object({ type: z.literal('consent.granted'), side, approver: person, signature: z.string() }),
  z.object({ type: z.literal('consent.denied'), side, by: person, reason: z.string() }),
  z.object({ type: z.literal('consent.expired'), side }),
  z.object({ type: z.literal('retried'), by: person }),
  z.object({
    type: z.literal('undo.started'),
    cause: z.enum(undoCauses),
    by: person.nullable(),
    signature: z.string(),
  }),
  /** Written before the command that undoes something, as `step.acting` is before the one that made it. */
  z.object({ type: z.literal('undo.acting'), step, command: z.string() }),
  z.object({ type: z.literal('undo.done'), step, summary: z.string() }),
  /** What the undo must leave to people, and the command for it. */
  z.object({ type: z.literal('undo.left'), step, why: z.string(), command: z.string() }),
  z.object({ type: z.literal('undo.failed'), step, failure }),
  z.object({ type: z.literal('ended'), outcome: z.enum(outcomes) }),
] as const;

export const eventBody = z.discriminatedUnion('type', [...kinds]);

/** An event as it is decided: the log adds when it was written. */
export type EventBody = z.infer<typeof eventBody>;

/**
 * An event as it stands in the log: `at` is in milliseconds since 1970, UTC, `hash` its entry's in
 * the chain (see chain.ts).
 */
export type Event = EventBody & { readonly at: number; readonly hash: string };

/**
 * The version of the log's format, which every entry carries as `v`; those from before there was one have none. It goes
 * up when an event comes to mean something else, by a field more too, which older versions read over: what is only added
 * (a kind, a step, a procedure) tells itself.
 */
export const formatVersion = 1;

const versioned = z.number().default(formatVersion);

/** Reads an entry of the log. @returns null where it is not an event that this version knows */
export function readEvent({ text, hash }: Pick<Entry, 'text' | 'hash'>): Event | null {
  try {
    const raw: unknown = JSON.parse(text);
    const format = versioned.safeParse((raw as { v?: unknown } | null)?.v);
    if (!format.success || format.data > formatVersion) return null;
    const body = eventBody.safeParse(raw);
    const at = millis.safeParse((raw as { at?: unknown } | null)?.at);
    return body.success && at.success ? { ...body.data, at: at.data, hash } : null;
  } catch {
    return null;
  }
}

export type EventOf<T extends EventBody['type']> = Extract<Event, { type: T }>;

/** Whether a command was run to change something, and not to look. */
export function isChange(purpose: EventOf<'step.ran'>['purpose']): boolean {
  return purpose === 'act' || purpose === 'undo';
}

type Requested = EventOf<'requested'>;

/** The procedure that a request runs through. */
export function procedureOf({
  procedure,
  dryRun,
}: Pick<Requested, 'procedure' | 'dryRun'>): Procedure {
  return procedure ?? (dryRun ? 'plan' : 'replicate');
}

/** The side whose consent the request itself is, if it is one's. */
export function speaksFor(event: Pick<Requested, 'speaksFor'>): Side | null {
  return event.speaksFor === undefined ? 'source' : event.speaksFor;
}

/** The side whose owners an event of a consent is about. */
export function sideOf(event: { readonly side?: 'source' | undefined }): Side {
  return event.side ?? 'replica';
}
