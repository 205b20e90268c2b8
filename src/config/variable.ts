// How an environment variable is declared: its rule, and what docs/configuration.md and .env.example say about it.
import { z } from 'zod';

export interface Variable<Rule extends z.ZodType = z.ZodType> {
  readonly rule: Rule;
  /** What the variable sets, as Markdown. */
  readonly meaning: string;
  /** What happens without it, as Markdown. @default the rule's default */
  readonly unset?: string;
  /** A valid value. @default the rule's default */
  readonly example?: string;
  /**
   * Production refuses its example, and a secret that is easier to guess than this many bits. 0: of a secret that another
   * service issues, only the example. @default no secret
   */
  readonly secretBits?: number;
  /** Its URL may hold a password, so no message shows it. @default false */
  readonly holdsPassword?: boolean;
}

export type Variables = Readonly<Record<string, Variable>>;

type Rules<All extends Variables> = { [Name in keyof All]: All[Name]['rule'] };

/** The rule of an environment with these variables. */
export function environmentRule<All extends Variables>(variables: All): z.ZodObject<Rules<All>> {
  const rules = Object.fromEntries(Object.entries(variables).map(([name, { rule }]) => [name, rule]));
  return z.object(rules as Rules<All>);
}

/** The values of these variables. */
export type Environment<All extends Variables> = z.infer<z.ZodObject<Rules<All>>>;

/** What an unset variable gets from its rule; null if the rule has no default. */
export function defaultOf({ rule }: Variable): string | null {
  const { data } = rule.safeParse(undefined);
  return typeof data === 'string' || typeof data === 'number' ? String(data) : null;
}

// A rule's message completes "NAME: ". The value is added where the fault is told.

export const text = z.string().refine((value) => value.trim() !== '', 'must not be blank');

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, `must be ${LIST_OF_OR.format(values)}`);
const LIST_OF_OR = new Intl.ListFormat('en', { type: 'disjunction' });

export const onOff = oneOf(['on', 'off']);

export const whole = (min: number, max: number) =>
  numeric(`must be a whole number from ${min} to ${max}`, min, max, Number.isInteger);

export const seconds = (min: number, max: number) =>
  numeric(`must be a number of seconds from ${min} to ${max}`, min, max);

function numeric(rule: string, min: number, max: number, isKind = Number.isFinite) {
  return z
    .string()
    .refine(
      (value) => value.trim() !== '' && isKind(Number(value)) && Number(value) >= min && Number(value) <= max,
      rule,
    )
    .transform(Number);
}

/** Of a file or a folder. Only a shell replaces `~` and `$HOME`; a file of variables reaches us as it is. */
export const filePath = text.refine((value) => !/^(~|\$|%\w+%)/.test(value), {
  message: 'must be the whole path: only a shell replaces ~, $HOME and the like',
});

/** Comma-separated values. */
export const list = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .string()
    .transform((values) => values.split(',').map((value) => value.trim()))
    .pipe(z.array(item).min(1));
