import type { MrkdwnElement, PlainTextElement } from '@slack/types';
import type { ReactNode } from 'react';
import { decode } from '../../../slack/people/escape.ts';
import { links } from '../../../slack/plain/mrkdwn.ts';
import { keyed } from '../keyed.tsx';
import { slackDate } from './date.ts';
import { Fold } from './fold.tsx';
import { mrkdwn, type Span } from './mrkdwn.ts';
import { useReader } from './reader.ts';

/** A text object: `plain_text` is shown as it stands. */
export function Text({ of }: { readonly of: MrkdwnElement | PlainTextElement }): ReactNode {
  return of.type === 'mrkdwn' ? <Mrkdwn text={of.text} /> : decode(of.text);
}

export function Mrkdwn({ text }: { readonly text: string }) {
  return <Spans of={mrkdwn(text)} />;
}

function Spans({ of }: { readonly of: readonly Span[] }): ReactNode {
  return keyed(of, (span) => <One span={span} />);
}

function One({ span }: { readonly span: Span }): ReactNode {
  const reader = useReader();
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'code':
      return <code>{links(span.sent, reader)}</code>;
    case 'pre':
      return <Fold text={links(span.sent, reader)} />;
    case 'bold':
      return (
        <b>
          <Spans of={span.inside} />
        </b>
      );
    case 'italic':
      return (
        <i>
          <Spans of={span.inside} />
        </i>
      );
    case 'strike':
      return (
        <s>
          <Spans of={span.inside} />
        </s>
      );
    case 'quote':
      return (
        <blockquote>
          <Spans of={span.inside} />
        </blockquote>
      );
    case 'user':
      return <Mention sign="@" id={span.id} words={span.words} />;
    case 'group':
      return <Mention sign="@" id={span.id} words={span.words?.replace(/^@/, '')} />;
    case 'channel':
      return <Mention sign="#" id={span.id} words={span.words} />;
    case 'broadcast':
      return <span className="mention">@{span.range}</span>;
    case 'date':
      return <When seconds={span.seconds} format={span.format} words={span.words} />;
    case 'link':
      return <Link url={span.url} words={span.words} />;
  }
}

export function Mention(props: {
  readonly sign: '@' | '#';
  readonly id: string;
  readonly words?: string | undefined;
}) {
  const { names } = useReader();
  return (
    <span className="mention">
      {props.sign}
      {names[props.id] ?? props.words ?? props.id}
    </span>
  );
}

export function When(props: {
  readonly seconds: number;
  readonly format: string;
  readonly words: string;
}) {
  const { tz } = useReader();
  const { seconds, format, words } = props;
  const shown = slackDate(seconds, format, tz, Date.now());
  if (shown === undefined) return words;
  return <time dateTime={new Date(seconds * 1000).toISOString()}>{shown}</time>;
}

/** Only addresses of the web lead anywhere; those of messages stay on the page. */
export function Link({ url, words }: { readonly url: string; readonly words: string }) {
  const { follow } = useReader();
  const [, channel, seconds, rest] = /\/archives\/(\w+)\/p(\d+)(\d{6})\b/.exec(url) ?? [];
  if (channel !== undefined) {
    return (
      <button type="button" className="quiet" onClick={() => follow(channel, `${seconds}.${rest}`)}>
        {words}
      </button>
    );
  }
  if (!/^(https?|mailto):/.test(url)) return <span className="link">{words}</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {words}
    </a>
  );
}
