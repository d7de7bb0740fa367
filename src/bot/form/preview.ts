import type { KnownBlock } from '@slack/types';
import type { Part, Refused } from '../admission.ts';
import { context, section } from '../views/blocks.ts';
import { approvalComes, commandLines } from '../views/command-lines.ts';
import { plainWords } from '../views/escape.ts';
import { fitBlocks } from '../views/fit.ts';
import type { Form } from './view.ts';

/** Beside the field that it is about: an error of Slack's own shows only once the form is handed in. */
export function why(part: Part, refused: Refused | null): KnownBlock[] {
  return refused?.part === part ? [section(`✕ ${refused.message.text}`)] : [];
}

/** The exact commands that will run, from the table that they are run from; or what is missing for them, or wrong. */
export function preview({
  reading,
  how,
  refused,
}: Pick<Form, 'reading' | 'how' | 'refused'>): readonly KnownBlock[] {
  switch (reading.kind) {
    case 'open':
      return [
        section('*What will run*'),
        context('The exact commands are shown here once source, stream and replica are chosen.'),
      ];
    case 'faulty':
      return [
        section('*What will run*'),
        section(
          Object.values(reading.faults)
            .map((fault) => `✕ ${plainWords(fault)}`)
            .join('\n'),
        ),
      ];
    case 'plan':
      return fitBlocks([
        section('*What will run*'),
        ...why('source', refused),
        ...why('replica', refused),
        commandLines(reading.plan, how),
        context(approvalComes(how)),
      ]);
  }
}
