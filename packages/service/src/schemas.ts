import validatorFactory from '@fastify/ajv-compiler';
import serializerFactory from '@fastify/fast-json-stringify-compiler';
import type { FastifySchemaCompiler, FastifySerializerCompiler, FastifyServerOptions } from 'fastify';

type Factories = Required<NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>>;
type Validator = ReturnType<FastifySchemaCompiler<unknown>>;

// To compile the schema of schemas takes as long as all that the first request needs. Each of our schemas is held against it by
// `compileAll`, which is for tests.
const unquestioned = { meta: false, validateSchema: false } as const;

/**
 * Gives Fastify's own compilers of schemas, which here compile one when the first request needs it: a service has some
 * hundreds of them, a start uses none. `compileAll` compiles what is left and throws where a schema cannot be compiled, or is
 * none.
 */
export function compilersOnFirstUse() {
  const waiting = new Set<() => void>();
  const onFirstUse = <Made>(compile: () => Made, check?: () => unknown) => {
    let made: Made | undefined;
    const use = () => {
      made ??= compile();
      waiting.delete(useChecked);
      return made;
    };
    const useChecked = () => {
      check?.();
      use();
    };
    waiting.add(useChecked);
    return use;
  };
  const buildValidators = validatorFactory();
  const buildSerializers = serializerFactory();
  const factories = {
    buildValidator(...[schemas, options]: Parameters<typeof buildValidators>) {
      const compiler = (more: object) =>
        once(() => {
          const customOptions = { ...options?.customOptions, ...more };
          return buildValidators(schemas, { ...options, customOptions }) as unknown as FastifySchemaCompiler<unknown>;
        });
      const [quick, strict] = [compiler(unquestioned), compiler({})];
      return ((route) => {
        const validator = onFirstUse(
          () => quick()(route),
          () => strict()(route),
        );
        const validate: Validator = (data) => {
          const result = validator()(data);
          validate.errors = validator().errors ?? null;
          return result;
        };
        return validate;
      }) satisfies FastifySchemaCompiler<unknown>;
    },
    buildSerializer(...settings: Parameters<typeof buildSerializers>) {
      const compiler = once(() => buildSerializers(...settings) as FastifySerializerCompiler<unknown>);
      return ((route) => {
        const serializer = onFirstUse(() => compiler()(route));
        return (data) => serializer()(data);
      }) satisfies FastifySerializerCompiler<unknown>;
    },
  };
  return {
    compilersFactory: factories as unknown as Factories,
    compileAll(): void {
      for (const use of waiting) use();
    },
  };
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
