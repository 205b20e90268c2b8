// The only error that the server answers: Algolia's `{ message, status }` with the HTTP status.
// Any other thrown error is a bug of the server and becomes a 500.
import type { JsonObject } from '../../search/json.ts';

export class Failure extends Error {
  override readonly name = 'Failure';
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    details: JsonObject = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.body = { message, ...details, status };
  }
}

export const badRequest = (message: string): Failure => new Failure(400, message);
export const invalidKey = (): Failure => new Failure(403, 'Invalid Application-ID or API key');
export const indexMissing = (index: string): Failure => new Failure(404, `Index ${index} does not exist`);
export const objectMissing = (): Failure => new Failure(404, 'ObjectID does not exist');
