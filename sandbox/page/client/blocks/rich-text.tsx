import type { RichTextBlock, RichTextElement } from '@slack/types';
import type { ReactNode } from 'react';
import { keyed } from '../keyed.tsx';
import { Fold } from './fold.tsx';
import { Link, Mention, When } from './text.tsx';

type Part = RichTextBlock['elements'][number];

export function RichText({ of }: { readonly of: Pick<RichTextBlock, 'elements'> }): ReactNode {
  return keyed(of.elements, (part) => <PartOf of={part} />);
}

function PartOf({ of }: { readonly of: Part }): ReactNode {
  switch (of.type) {
    case 'rich_text_section':
      return (
        <div>
          <Inline of={of.elements} />
        </div>
      );
    case 'rich_text_preformatted':
      return <Fold text={of.elements.map(wordsOf).join('')} />;
    case 'rich_text_quote':
      return (
        <blockquote>
          <Inline of={of.elements} />
        </blockquote>
      );
    case 'rich_text_list': {
      const items = keyed(of.elements, (item) => (
        <li>
          <Inline of={item.elements} />
        </li>
      ));
      const style = { marginInlineStart: `${1.5 * (of.indent ?? 0)}em` };
      return of.style === 'ordered' ? (
        <ol style={style}>{items}</ol>
      ) : (
        <ul style={style}>{items}</ul>
      );
    }
  }
}

function Inline({ of }: { readonly of: readonly RichTextElement[] }): ReactNode {
  return keyed(of, (element) => styled(element, <Word of={element} />));
}

function Word({ of }: { readonly of: RichTextElement }): ReactNode {
  switch (of.type) {
    case 'user':
      return <Mention sign="@" id={of.user_id} />;
    case 'usergroup':
      return <Mention sign="@" id={of.usergroup_id} />;
    case 'channel':
      return <Mention sign="#" id={of.channel_id} />;
    case 'link':
      return <Link url={of.url} words={of.text ?? of.url} />;
    case 'date':
      return <When seconds={of.timestamp} format={of.format} words={of.fallback ?? ''} />;
    default:
      return wordsOf(of);
  }
}

function wordsOf(element: RichTextElement): string {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return element.text ?? element.url;
    case 'broadcast':
      return `@${element.range}`;
    case 'emoji':
      return `:${element.name}:`;
    default:
      return '';
  }
}

function styled(element: RichTextElement, words: ReactNode): ReactNode {
  const style = ('style' in element && element.style) || {};
  const { bold, italic, strike, code } = style as Readonly<Record<string, boolean>>;
  let shown = words;
  if (code) shown = <code>{shown}</code>;
  if (strike) shown = <s>{shown}</s>;
  if (italic) shown = <i>{shown}</i>;
  if (bold) shown = <b>{shown}</b>;
  return shown;
}
