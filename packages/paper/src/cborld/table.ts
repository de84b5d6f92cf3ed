/**
 * One entry of the CBOR-LD registry: which numbers stand for which values, by type of value.
 * `context`, `url` and `none` (values without a type) are the names of CBOR-LD 1.0; others are datatype IRIs.
 */
export type TypeTable = {
  readonly id: number;
  readonly types: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** The two directions of a table, ready for use. */
export class ValueNumbers {
  private readonly forward = new Map<string, Map<string, number>>();
  private readonly backward = new Map<string, Map<number, string>>();

  constructor(table: TypeTable) {
    // CBOR-LD treats these three as present even where an entry of the registry leaves them out.
    const types: TypeTable['types'] = { context: {}, url: {}, none: {}, ...table.types };
    for (const [type, values] of Object.entries(types)) {
      this.forward.set(type, new Map(Object.entries(values)));
      this.backward.set(type, new Map(Object.entries(values).map(([value, number]) => [number, value])));
    }
  }

  has(type: string): boolean {
    return this.forward.has(type);
  }

  numberOf(type: string, value: string): number | undefined {
    return this.forward.get(type)?.get(value);
  }

  valueOf(type: string, number: number): string | undefined {
    return this.backward.get(type)?.get(number);
  }
}
