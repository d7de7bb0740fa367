/** A Bolt app that acknowledges commands and does nothing else; prints the port that it listens on. */

import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver } from '@slack/bolt';

const { SLACK_API_URL: slackApiUrl = '', SLACK_BOT_TOKEN: token = '' } = process.env;
const receiver = new HTTPReceiver({
  signingSecret: process.env['SLACK_SIGNING_SECRET'] ?? '',
  endpoints: '/slack/events',
});
const app = new App({ receiver, token, clientOptions: { slackApiUrl } });
app.command('/replicate', ({ ack, command }) => ack(`You said ${command.text}`));
const server = await app.start(0);
console.log((server.address() as AddressInfo).port);
