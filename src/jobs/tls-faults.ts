/** What a connection by TLS fails of, in words: OpenSSL's are for those who know it. */

import type { RedisFault } from './redis-faults.ts';

const unknownCa = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
];

/** Bytes that are no TLS came back. */
const plainPort = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'];

/** What the server says of the client's certificate, or of there being none. */
const ofClient =
  /^ERR_SSL_\w+_ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERT|HANDSHAKE)/;

/** @returns null for whatever has nothing to do with TLS */
export function tlsFault(error: unknown): RedisFault | null {
  const {
    code = '',
    reason = '',
    message = '',
  } = (error ?? {}) as Partial<Record<'code' | 'reason' | 'message', string>>;
  if (unknownCa.includes(code)) {
    return {
      what: 'the certificate of Redis is of a CA that is not known here',
      remedy: 'Name the file of its CA in REDIS_CA_FILE.',
    };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      what: `the certificate of Redis is for another name (${reason})`,
      remedy: 'Let it have the name that REDIS_URL has, and that the servers give each other.',
    };
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return { what: 'the certificate of Redis has expired', remedy: 'Renew it on its server.' };
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return {
      what: 'the certificate of Redis is not valid yet',
      remedy: 'Compare the clocks of both hosts.',
    };
  }
  if (plainPort.includes(code)) {
    return {
      what: 'this port speaks no TLS, and REDIS_URL asks for it',
      remedy: 'Name the tls-port of the server, or write redis:… in place of rediss:….',
    };
  }
  if (ofClient.test(code) || /alert handshake failure/.test(message)) {
    return {
      what: "the server wants a client's certificate, of a CA that it knows",
      remedy: 'Name one and its key in REDIS_CERT_FILE and REDIS_KEY_FILE.',
    };
  }
  return null;
}
