import type { SeenMessage, SeenView } from './sights.ts';

export interface DeliveryOptions {
  /** The same payload arrives twice (slack.md F: duplicate delivery), the second right after the first. */
  readonly deliverTwice?: boolean;
  /** The payload arrives this much later than it was made, trigger id and all. */
  readonly lateMs?: number;
}

export interface SayOptions extends DeliveryOptions {
  /** In this thread. Slash commands are refused there, as Slack's clients do (slack.md B1). */
  readonly thread?: string;
  /** Also send to the channel. */
  readonly broadcast?: boolean;
}

/** A file that a person chooses in a form. */
export interface Attachment {
  readonly name: string;
  readonly content: string;
  /** What the content is. Default `utf8`. */
  readonly encoding?: 'utf8' | 'base64';
  /**
   * By a client that does not look at `filetypes` and `max_files`: "this validation is provided for convenience only"
   * (docs, "File input element"). It is enough if one of them says so.
   */
  readonly unchecked?: boolean;
}

/** What is typed, picked or attached in one field. Selects take an option's value or its text. */
export type FormValue = string | readonly string[] | readonly Attachment[];

export interface ActionOptions extends DeliveryOptions {
  /**
   * The answer to the confirmation dialog. Without one the dialog is shown (`outcome: 'asked'`)
   * and nothing is sent.
   */
  readonly confirm?: boolean;
  /** Id of the block that it is in, where several have one of that name. Default: the first. */
  readonly block?: string;
  /**
   * What to pick in a menu, radio buttons, checkboxes or a picker: values or texts of options. Where the app is asked
   * for the choices: what is typed and then, where it is something else, what is picked of what is offered.
   */
  readonly pick?: string | readonly string[];
  /** Ticks this one of the checkboxes, by its value or text, or takes its tick away. */
  readonly toggle?: string;
  /** Attaches these files in a file input, in place of any that were. Slack has them from then on. */
  readonly attach?: readonly Attachment[];
  /**
   * What is filled in before pressing, by action id, block id or label. In a message each tick and each pick that it
   * takes is an act of its own, sent to the app before the press; the first that it does not acknowledge is the outcome.
   */
  readonly values?: Readonly<Record<string, FormValue>>;
  /**
   * The client still shows an older version of the message: the newest one that has the button is
   * used, even if it is gone by now, also if the message was deleted.
   */
  readonly stale?: boolean;
  /** For a global shortcut: the channel that the person looks at. */
  readonly over?: string;
}

export interface Said {
  readonly channel: string;
  readonly ts: string;
}

/**
 * How a delivery ended. `acknowledged`; `dispatch_failed`: nobody to deliver to, or an answer that
 * was not 2xx; `operation_timeout`: no acknowledgement in time, after the redeliveries.
 */
export type DeliveryOutcome = 'acknowledged' | 'dispatch_failed' | 'operation_timeout';

export interface Typed {
  /** `refused`: the client did not send it; `said`: it was no command and is now a message. */
  readonly outcome: DeliveryOutcome | 'refused' | 'said';
  /** What the user reads because of it at acknowledgement; empty if nothing. */
  readonly shown: string;
  /** The message that shows it, if there is one. */
  readonly message?: SeenMessage;
  readonly triggerId?: string;
  readonly responseUrl?: string;
}

export interface ConfirmDialog {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
  readonly style?: string;
}

export interface Pressed {
  /**
   * `asked`: the dialog is up and wants an answer; `cancelled`: it was answered with no; `kept`: an input
   * without `dispatch_action`, of which the app hears when the form is submitted.
   */
  readonly outcome: DeliveryOutcome | 'asked' | 'cancelled' | 'kept';
  readonly dialog?: ConfirmDialog;
  readonly actionId?: string;
  readonly triggerId?: string;
  readonly responseUrl?: string;
}

/** A choice in a menu, as it is shown. */
export interface Choice {
  readonly text: string;
  readonly description?: string;
}

export interface Submitted {
  /**
   * `closed`: the modal is gone; `open`: the app answered with another view (`view`); `errors`: the
   * app's answer; `invalid`: the client did not send it, a field is not filled in rightly.
   */
  readonly outcome:
    | 'closed'
    | 'open'
    | 'errors'
    | 'invalid'
    | 'dispatch_failed'
    | 'operation_timeout';
  /** By block id. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly view?: SeenView;
}
