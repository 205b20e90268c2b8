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

export const text = z.string().min(1);
export const onOff = z.enum(['on', 'off']);
export const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

export const url = (protocols: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

/** Comma-separated values. */
export const list = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .string()
    .transform((values) => values.split(',').map((value) => value.trim()))
    .pipe(z.array(item).min(1));
