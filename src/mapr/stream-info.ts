import { z } from 'zod';
import type { MaprCommand } from './command.ts';
import { bool, int, text } from './fields.ts';
import { throwIfUnfinished, unreadable } from './judge.ts';
import { look } from './maprcli.ts';
import { clusterOf, localPath, type StreamPath } from './path.ts';
import { parseReply, type ReplyError } from './reply.ts';

/** Access control expressions (sheet, 5), as the cluster writes them. */
export interface StreamPerms {
  readonly adminperm: string;
  readonly copyperm: string;
  readonly consumeperm: string;
  readonly produceperm: string;
  readonly topicperm: string;
}

/** What `-copymetafrom` copies, permissions apart. Those that older releases do not have are optional. */
export interface StreamAttributes {
  /** Seconds; 0: for ever. */
  readonly ttl: number;
  readonly autocreate: boolean;
  readonly defaultpartitions: number;
  readonly compression: string;
  readonly ischangelog?: boolean | undefined;
  readonly defaulttimestamptype?: string | undefined;
  /** Seconds. */
  readonly pidexpirysecs?: number | undefined;
}

export interface StreamInfo {
  /** As the cluster wrote it, with or without `/mapr/<cluster>`. */
  readonly path: string;
  readonly attributes: StreamAttributes;
  /** Absent: the caller does not hold `adminperm` on the stream. */
  readonly perms?: StreamPerms;
  readonly numtopics: number;
  /** Bytes. */
  readonly physicalsize: number;
  readonly logicalsize: number;
}

const attributes = z.object({
  ttl: int,
  autocreate: bool,
  defaultpartitions: int,
  compression: text,
  ischangelog: bool.optional(),
  defaulttimestamptype: text.optional(),
  pidexpirysecs: int.optional(),
});

const perms = z.object({
  adminperm: z.string(),
  copyperm: z.string(),
  consumeperm: z.string(),
  produceperm: z.string(),
  topicperm: z.string(),
});

const row = z
  .object({
    ...attributes.shape,
    ...perms.partial().shape,
    path: text,
    numtopics: int.default(0),
    physicalsize: int.default(0),
    logicalsize: int.default(0),
  })
  .transform((fields): StreamInfo => {
    const { path, numtopics, physicalsize, logicalsize } = fields;
    const seen = perms.safeParse(fields);
    return {
      path,
      attributes: attributes.parse(fields),
      ...(seen.success && { perms: seen.data }),
      numtopics,
      physicalsize,
      logicalsize,
    };
  });

/**
 * What a stream is like. The reply leaves out the permissions when the caller lacks `adminperm` ("HPE 8.0, stream
 * info").
 *
 * `null`: there is no stream at that path. That is said of two answers alone, the published `<path> is not a valid
 * stream` and ENOENT's number; any other failure means "cannot tell" and throws MaprError.
 */
export function streamInfo(path: StreamPath): MaprCommand<StreamInfo | null> {
  const rows = look(clusterOf(path), ['stream', 'info', '-path', path], row);
  return {
    ...rows,
    read(answer) {
      throwIfUnfinished(rows, answer);
      if (saysAbsent(parseReply(answer.stdout, answer.stderr).errors, path)) return null;
      const [info, ...more] = rows.read(answer);
      if (info === undefined || more.length > 0) {
        throw unreadable(rows, answer, 'its reply should have had one row');
      }
      return info;
    },
  };
}

/**
 * In what the replica is unlike the source, a line each; empty: in nothing that can be compared. Blanks in an
 * expression do not count: the cluster turns `u:a|u:b` into `u:a | u:b`.
 */
export function attributesDiffer(source: StreamInfo, replica: StreamInfo): string[] {
  return [
    ...differences(source.attributes, replica.attributes, String),
    ...permsDiffer(source.perms, replica.perms),
  ];
}

function permsDiffer(source: StreamPerms | undefined, replica: StreamPerms | undefined): string[] {
  if (source === undefined && replica === undefined) return [];
  if (source === undefined) return ['permissions: cannot be seen at the source (no adminperm)'];
  if (replica === undefined) return ['permissions: cannot be seen at the replica (no adminperm)'];
  return differences(source, replica, (ace) => String(ace).replaceAll(/\s+/g, ''));
}

function differences<T extends object>(
  source: T,
  replica: T,
  normal: (value: unknown) => string,
): string[] {
  const there = new Map<string, unknown>(Object.entries(replica));
  return Object.entries(source).flatMap(([name, value]) => {
    const other = there.get(name);
    // A release that does not know the attribute cannot have it wrong.
    if (value === undefined || other === undefined) return [];
    const same = normal(value) === normal(other);
    return same ? [] : [`${name}: ${said(value)} at the source, ${said(other)} at the replica`];
  });
}

function said(value: unknown): string {
  return value === '' ? 'nobody' : String(value);
}

function saysAbsent(errors: readonly ReplyError[], path: StreamPath): boolean {
  const local = localPath(path);
  return (
    errors.length > 0 &&
    errors.every(
      ({ id, desc }) =>
        id === 2 || (desc.includes('is not a valid stream') && desc.includes(local)),
    )
  );
}
