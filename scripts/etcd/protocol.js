// Turns a protocol definition into the source of a module that stands in for @grpc/proto-loader and has what that would make of it: the
// services with a serializer and a deserializer for every message, written out instead of compiled at run time.
import protobuf from 'protobufjs';

export function protocolModule(definition) {
  const root = new protobuf.Root().loadSync(definition, { keepCase: true });
  root.resolveAll();
  const found = [...reflected(root)];
  const enums = found.filter((each) => each instanceof protobuf.Enum);
  const messages = found.filter((each) => each instanceof protobuf.Type);
  const services = found.filter((each) => each instanceof protobuf.Service);
  return `
const { Reader, Writer, configure, util } = require('protobufjs/minimal');
util.Long = require('long');
configure();
const all = {};
${enums.map(enumSource).join('\n')}
${messages.map(messageSource).join('\n')}
${messages.map(typesSource).join('\n')}
const serializer = (type) => (value) => type.encode(type.fromObject(value)).finish();
/** How etcd3 wants its messages; the longs as text, because a number holds only 53 bits. */
const CONVERSION = { longs: String, enums: String, defaults: true, oneofs: true };
const deserializer = (type) => (bytes) => type.toObject(type.decode(bytes), CONVERSION);
const method = (path, originalName, request, response, requestStream, responseStream) => ({
  path, originalName, requestStream, responseStream,
  requestSerialize: serializer(request), requestDeserialize: deserializer(request),
  responseSerialize: serializer(response), responseDeserialize: deserializer(response),
});
exports.loadSync = () => ({
${services.map(serviceSource).join('\n')}
});
`;
}

function* reflected(space) {
  for (const each of space.nestedArray) {
    yield each;
    if (each instanceof protobuf.Namespace) yield* reflected(each);
  }
}

const nameOf = (type) => type.fullName.slice(1);
const reference = (type) => `all[${JSON.stringify(nameOf(type))}]`;

function enumSource(type) {
  const { values, valuesById } = type;
  // Converters look up both ways in the one object that stands for an enum.
  return `${reference(type)} = ${JSON.stringify({ values: { ...values, ...valuesById } })};`;
}

function messageSource(type) {
  const { encoder, decoder, converter } = protobuf;
  const name = JSON.stringify(nameOf(type));
  return `all[${name}] = ((types) => ({
name: ${name},
types,
ctor: class {},
encode: ${encoder(type).toString('encode')},
decode: ${decoder(type).toString('decode')},
fromObject: ${converter.fromObject(type).toString('fromObject')},
toObject: ${converter.toObject(type).toString('toObject')} }))([]);`;
}

/** Types refer to each other in circles: those of fields come when all are there. */
function typesSource(type) {
  const types = type.fieldsArray.map(({ resolvedType }) => (resolvedType ? reference(resolvedType) : 'null'));
  return `${reference(type)}.types.push(${types.join(', ')});`;
}

function serviceSource(service) {
  const methods = service.methodsArray.map((method) => {
    const path = JSON.stringify(`/${nameOf(service)}/${method.name}`);
    // By this name a client calls it.
    const originalName = JSON.stringify(method.name[0].toLowerCase() + method.name.slice(1));
    const [request, response] = [
      reference(method.resolvedRequestType),
      reference(method.resolvedResponseType),
    ];
    const streams = `${Boolean(method.requestStream)}, ${Boolean(method.responseStream)}`;
    return `${method.name}: method(${path}, ${originalName}, ${request}, ${response}, ${streams}),`;
  });
  return `${JSON.stringify(nameOf(service))}: { ${methods.join('\n')} },`;
}
