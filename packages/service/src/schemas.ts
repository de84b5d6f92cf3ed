import validatorFactory from '@fastify/ajv-compiler';
import serializerFactory from '@fastify/fast-json-stringify-compiler';
import type { FastifySchemaCompiler, FastifySerializerCompiler, FastifyServerOptions } from 'fastify';

type Factories = Required<NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>>;
type Validator = ReturnType<FastifySchemaCompiler<unknown>>;

/**
 * Gives Fastify's own compilers of schemas, which here compile one when the first request needs it: a service has some
 * hundreds of them, a start uses none. `compileAll` compiles what is left and throws where a schema cannot be compiled.
 */
export function compilersOnFirstUse() {
  const waiting = new Set<() => unknown>();
  const onFirstUse = <Made>(compile: () => Made) => {
    let made: Made | undefined;
    const use = () => {
      made ??= compile();
      waiting.delete(use);
      return made;
    };
    waiting.add(use);
    return use;
  };
  const buildValidators = validatorFactory();
  const buildSerializers = serializerFactory();
  const factories = {
    buildValidator(...settings: Parameters<typeof buildValidators>) {
      const compile = buildValidators(...settings) as unknown as FastifySchemaCompiler<unknown>;
      return ((route) => {
        const validator = onFirstUse(() => compile(route));
        const validate: Validator = (data) => {
          const result = validator()(data);
          validate.errors = validator().errors ?? null;
          return result;
        };
        return validate;
      }) satisfies FastifySchemaCompiler<unknown>;
    },
    buildSerializer(...settings: Parameters<typeof buildSerializers>) {
      const compile = buildSerializers(...settings) as FastifySerializerCompiler<unknown>;
      return ((route) => {
        const serializer = onFirstUse(() => compile(route));
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
