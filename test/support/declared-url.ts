// The connection of fixtures that write profiles by SQL on purpose.

/**
 * What is written there is declared in bulk: nothing follows it up, and the fence of our own connections does not refuse it.
 * @param url of a database
 */
export function declaredUrl(url: string): string {
  const result = new URL(url);
  result.searchParams.set('options', '-c vitae.declared=*');
  return result.href;
}
