package dev.gonzo.recorder.format;

/**
 * The type of an encoded value. Its ordinal is in the recordings: new ones go to the end, and none
 * is removed.
 */
enum Tag {
  NULL,
  TRUE,
  FALSE,
  INT,
  LONG,
  SHORT,
  BYTE,
  CHAR,
  FLOAT,
  DOUBLE,
  TEXT,
  BYTES,
  MOMENT,
  INSTANT,
  DURATION,
  PATH,
  PATH_ELSEWHERE,
  INET_ADDRESS,
  SOCKET_ADDRESS,
  UNRESOLVED_ADDRESS,
  UNIX_ADDRESS,
  UNIX_DOMAIN_ADDRESS,
  NETWORK_INTERFACE,
  HANDLE,
  LIST,
  FIXED_LIST,
  IMMUTABLE_LIST,
  SET,
  IMMUTABLE_SET,
  MAP,
  IMMUTABLE_MAP,
  OPTIONAL,
  ENUM,
  RECORD,
  ARRAY,
  FILE_TIME,
  ATTRIBUTES,
  PRINCIPAL,
  WATCH_EVENT,
  CLASS,
  UUID,
  BIG_INTEGER,
  BIG_DECIMAL,
  NAMED,
  CHECKED,
  FAILURE,
  SERIALIZED;

  private static final Tag[] ALL = values();

  /** {@return its number in the recordings} */
  @SuppressWarnings("EnumOrdinal") // the constants keep their places
  int number() {
    return ordinal();
  }

  static Tag read(ByteReader from) {
    int ordinal = from.oneByte();
    if (ordinal >= ALL.length) {
      throw new DamagedDataException("there is no value of type " + ordinal);
    }
    return ALL[ordinal];
  }
}
