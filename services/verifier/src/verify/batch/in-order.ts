import { setImmediate } from 'node:timers/promises';

/** Work on one item; `answer` is there once it is done. */
type UnderWay = { done: Promise<void>; answer?: string };

/**
 * Gives the answers to items in the order of the items, each as soon as it and all before it are there, joined where several are. At
 * most `width` items are worked on at a time and no further ones are taken until their answers have been taken, so that
 * memory stays flat however many there are; after each turn other work of this thread has its turn. `work` must not throw. What the
 * source throws is thrown once all that came before it is answered.
 */
export async function* inOrder<Item>(
  source: AsyncIterable<Item[]>,
  work: (item: Item) => Promise<string>,
  width: number,
): AsyncGenerator<string> {
  const iterator = source[Symbol.asyncIterator]();
  const waiting: Item[] = [];
  const underWay: UnderWay[] = [];
  let coming: Promise<void> | undefined;
  let ended = false;
  let fault: { error: unknown } | undefined;

  const take = () => {
    coming = iterator
      .next()
      .then(
        ({ done, value }) => {
          if (done) ended = true;
          else waiting.push(...value);
        },
        (error: unknown) => {
          ended = true;
          fault = { error };
        },
      )
      .finally(() => {
        coming = undefined;
      });
  };
  const start = (item: Item) => {
    const each: UnderWay = {
      done: work(item).then((answer) => {
        each.answer = answer;
      }),
    };
    underWay.push(each);
  };

  try {
    for (;;) {
      while (underWay.length < width && waiting.length > 0) start(waiting.shift()!);
      if (!ended && !coming && waiting.length === 0) take();
      if (ended && underWay.length === 0 && waiting.length === 0) break;
      const [head] = underWay;
      const mayTake = coming && underWay.length < width ? coming : undefined;
      await Promise.race([head?.done, mayTake].filter((promise) => promise !== undefined));
      await setImmediate();
      let answers = '';
      while (underWay[0]?.answer !== undefined) answers += underWay.shift()!.answer;
      if (answers !== '') yield answers;
    }
    if (fault) throw fault.error;
  } finally {
    await iterator.return?.();
  }
}
