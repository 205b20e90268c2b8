// The words of an index, each with a number. It only grows: the index is made anew when its settings change or it is cleared.
export class Vocabulary {
  readonly words: string[] = [];
  readonly #ids = new Map<string, number>();

  idOf(word: string): number | undefined {
    return this.#ids.get(word);
  }

  add(word: string): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    this.words.push(word);
    this.#ids.set(word, this.words.length - 1);
    return this.words.length - 1;
  }
}
