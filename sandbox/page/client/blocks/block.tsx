/** Slack's blocks. A kind that is not drawn here is shown in its words, never left out. */

import type { ContextBlock, ImageBlock, KnownBlock, SectionBlock } from '@slack/types';
import { type ReactNode, useId } from 'react';
import { blockLines } from '../../../slack/plain/blocks.ts';
import { keyed } from '../keyed.tsx';
import { Container } from './container.tsx';
import { Element } from './element.tsx';
import { Input } from './input.tsx';
import { Plan, TaskCard } from './plan.tsx';
import { useReader } from './reader.ts';
import { RichText } from './rich-text.tsx';
import { Text } from './text.tsx';

export function Blocks({ of }: { readonly of: readonly KnownBlock[] }): ReactNode {
  return keyed(of, (block) => <Block of={block} />);
}

function Block({ of }: { readonly of: KnownBlock }): ReactNode {
  switch (of.type) {
    case 'header':
      return (
        <h3 className="header">
          <Text of={of.text} />
        </h3>
      );
    case 'section':
      return <Section of={of} />;
    case 'context':
      return <Context of={of} />;
    case 'divider':
      return <hr />;
    case 'actions':
      return (
        <div className="actions">
          {keyed(of.elements, (element) => (
            <Element of={element} block={of.block_id ?? ''} />
          ))}
        </div>
      );
    case 'input':
      return <Input of={of} />;
    case 'rich_text':
      return (
        <div className="rich-text">
          <RichText of={of} />
        </div>
      );
    case 'plan':
      return <Plan of={of} />;
    case 'task_card':
      return <TaskCard of={of} />;
    case 'container':
      return (
        <Container of={of}>
          <Blocks of={of.child_blocks} />
        </Container>
      );
    case 'image':
      return <Image of={of} />;
    default:
      return <InWords of={of} />;
  }
}

function Section({ of }: { readonly of: SectionBlock }) {
  const id = useId();
  return (
    <div className="section">
      <div className="words" id={id}>
        {of.text && (
          <div className="mrkdwn">
            <Text of={of.text} />
          </div>
        )}
        {of.fields && (
          <div className="fields">
            {keyed(of.fields, (field) => (
              <div className="mrkdwn">
                <Text of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {of.accessory && (
        <div className="accessory">
          <Element of={of.accessory} block={of.block_id ?? ''} labelledBy={id} />
        </div>
      )}
    </div>
  );
}

function Context({ of }: { readonly of: ContextBlock }) {
  return (
    <div className="context">
      {keyed(of.elements, (element) =>
        element.type === 'image' ? (
          <img src={addressOf(element)} alt={element.alt_text} />
        ) : (
          <div className="mrkdwn">
            <Text of={element} />
          </div>
        ),
      )}
    </div>
  );
}

function Image({ of }: { readonly of: ImageBlock }) {
  return (
    <figure>
      {of.title && (
        <figcaption>
          <Text of={of.title} />
        </figcaption>
      )}
      <img src={addressOf(of)} alt={of.alt_text} />
    </figure>
  );
}

export function addressOf(image: object): string {
  return 'image_url' in image && typeof image.image_url === 'string' ? image.image_url : '';
}

function InWords({ of }: { readonly of: object }) {
  return <div className="mrkdwn">{blockLines({ ...of }, useReader()).join('\n')}</div>;
}
