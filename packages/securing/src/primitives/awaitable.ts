/** What is there at once, or later. Awaiting each small step would cost more than most of the steps. */
export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value as soon as it is there: at once where it is no promise. */
export function whenThere<T, R>(value: Awaitable<T>, goOn: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}

/** Gives all values: at once where none is a promise. */
export const allThere = <T>(values: Awaitable<T>[]): Awaitable<T[]> =>
  values.every((each): each is T => !(each instanceof Promise)) ? values : Promise.all(values);
