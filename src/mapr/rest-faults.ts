import type { IncomingHttpHeaders } from 'node:http';
import type { MaprCommand } from './command.ts';
import { MaprError } from './errors.ts';

// What becomes of a command where the API server gave no reply, and what people can do about it.

type Asked = Pick<MaprCommand<unknown>, 'program' | 'args' | 'cluster'>;

interface HttpAnswer {
  statusCode: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const unknownEffect = 'It is unknown whether it took effect; a retry looks first.';

/** There was no connection, so that nothing was asked. `seconds`: after which time it was given up. */
export function unreached(command: Asked, seconds: number | null, error: unknown): MaprError {
  const told = wordsOf(error);
  if (seconds === null && isAboutTls(error)) {
    const reason = `the API server cannot be trusted, and was not asked: ${told}`;
    const remedy = `Check that ${setting(command, 'url')} has the name that is in the server's certificate, and ${setting(command, 'caFile')} the CA that has signed it.`;
    return new MaprError({ fault: 'not-started', command, reason, remedy });
  }
  const why = seconds === null ? told : `no connection within ${seconds} s`;
  const reason = `the API server cannot be reached: ${why}`;
  const remedy = `Nothing was asked of it. Check that the API server of ${command.cluster} runs (service apiserver), ${setting(command, 'url')}, and the way there from the worker’s node.`;
  return new MaprError({ fault: 'unreached', command, reason, remedy });
}

/** It was asked, and its answer never came. */
export function lost(command: Asked, seconds: number | null, error: unknown): MaprError {
  if (seconds !== null) {
    const reason = `the API server did not answer within ${seconds} s`;
    return new MaprError({ fault: 'timeout', command, reason });
  }
  const reason = `the connection to the API server was lost before its answer: ${wordsOf(error)}`;
  const remedy = `${unknownEffect} Check that the API server of ${command.cluster} runs, and the way there from the worker’s node.`;
  return new MaprError({ fault: 'transient', command, reason, remedy });
}

export function tooLong(command: Asked, text: string, maxBytes: number): MaprError {
  const reason = `the API server's answer is longer than ${maxBytes} bytes`;
  const answer = { stdout: text, stderr: '' };
  return new MaprError({ fault: 'unreadable', command, reason, answer });
}

/** Null where the answer is to be read all the same: it cannot be, and whoever reads it says so. */
export function noReply(
  command: Asked,
  { statusCode, headers, text }: HttpAnswer,
): MaprError | null {
  const answer = { stdout: text, stderr: '' };
  const fault = (kind: 'refused' | 'transient' | 'unreadable', reason: string, remedy: string) =>
    new MaprError({ fault: kind, command, reason, remedy, answer });
  const rightAddress = `Set ${setting(command, 'url')} to the API server itself, https://<host>:8443, past any proxy or single sign-on.`;

  if (statusCode === 401) {
    const remedy = `Check ${setting(command, 'userFile')} and ${setting(command, 'passwordFile')}, and that the API server takes that user (it asks PAM). Files are read when the worker starts.`;
    return fault('refused', 'the API server does not take the user or the password', remedy);
  }
  if (statusCode === 403) {
    const remedy = `Give the user of ${setting(command, 'userFile')} the right to log in to ${command.cluster} (maprcli acl edit, login). ${rightAddress}`;
    return fault('refused', 'the user may not use the API server (HTTP 403)', remedy);
  }
  if (statusCode >= 300 && statusCode < 400) {
    const reason = `was sent elsewhere, to log in for instance (HTTP ${statusCode}, ${headers.location ?? 'nowhere'})`;
    return fault('refused', reason, rightAddress);
  }
  if (statusCode >= 500) {
    const remedy = `${unknownEffect} Check that the API server of ${command.cluster} runs (service apiserver, apiserver.log), and any proxy before it.`;
    return fault('transient', `the API server failed (HTTP ${statusCode})`, remedy);
  }
  if (/html/i.test(headers['content-type'] ?? '') || text.trimStart().startsWith('<')) {
    const reason = `a page for people was answered (HTTP ${statusCode}), no reply`;
    return fault('unreadable', reason, `Nothing was concluded from it. ${rightAddress}`);
  }
  if (statusCode >= 200 && statusCode < 300) return null;
  const reason = `the API server answered with HTTP ${statusCode} and no reply`;
  return fault('unreadable', reason, `Nothing was concluded from it. ${rightAddress}`);
}

function setting({ cluster }: Asked, name: string): string {
  return `worker.rest.${cluster}.${name}`;
}

/** Node's and OpenSSL's names for what is wrong with a certificate, or with who gave it. */
function isAboutTls(error: unknown): boolean {
  return /CERT|SIGNED|SIGNATURE|ISSUER|CRL|TLS|SSL/.test(codeOf(error));
}

function wordsOf(error: unknown): string {
  // Of several addresses, Node tells the code alone.
  return (error instanceof Error ? error.message : '') || codeOf(error) || 'no reason given';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
