// A JDBC program on a simulated network. PostgreSQL's own driver, which knows nothing of Gonzo,
// moves
// money between the accounts of a small database. The network cuts the two off for half a minute,
// and
// each seed adds faults of its own; no money may appear or vanish, and each order is booked once.
//   mvn dependency:copy -Dartifact=org.postgresql:postgresql:42.7.14 -DoutputDirectory=lib
//   GONZO_CLASSPATH='lib/*' ./gonzo run examples/simulation/JdbcAcrossPartition.java [PORT]
//   GONZO_CLASSPATH='lib/*' ./gonzo sim examples/simulation/JdbcAcrossPartition.java --seeds 1000

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.*;

import dev.gonzo.*;
import dev.gonzo.net.*;
import dev.gonzo.sim.*;
import dev.gonzo.stream.*;
import dev.gonzo.sync.*;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.ThreadLocalRandom;

static final int PORT = 5432;
static final int ACCOUNTS = 4;
static final long OPENING_BALANCE = 100;

// ---------------------------------------------------------------- the JDBC program

static final String BOOK = "insert into booked values (?) on conflict do nothing";
static final String CHANGE = "update account set balance = balance + ? where id = ?";

/** An order to move money. Its number makes it one booking, however often it is asked for. */
record Order(String number, int from, int to, long amount) {}

static String url(String host, int port) {
  return "jdbc:postgresql://%s:%d/bank?user=teller&connectTimeout=5&socketTimeout=10"
      .formatted(host, port);
}

/** Books an order. Tries again after growing pauses, until the database has answered. */
static void book(String url, Order order) throws SQLException, InterruptedException {
  for (long pause = 100; ; pause = Math.min(2 * pause, 5_000)) {
    try {
      tryToBook(url, order);
      return;
    } catch (SQLException failed) {
      boolean isConnection = failed.getSQLState() != null && failed.getSQLState().startsWith("08");
      if (!isConnection) throw failed;
      // It may have been booked or not.
      Thread.sleep(pause + ThreadLocalRandom.current().nextLong(pause));
    }
  }
}

static void tryToBook(String url, Order order) throws SQLException {
  try (var connection = DriverManager.getConnection(url)) {
    connection.setAutoCommit(false);
    if (update(connection, BOOK, order.number()) == 1) {
      update(connection, CHANGE, -order.amount(), order.from());
      update(connection, CHANGE, order.amount(), order.to());
    }
    connection.commit();
  }
}

static int update(Connection connection, String sql, Object... values) throws SQLException {
  try (var statement = connection.prepareStatement(sql)) {
    for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
    return statement.executeUpdate();
  }
}

static long number(String url, String query) throws SQLException {
  try (var connection = DriverManager.getConnection(url);
      var statement = connection.createStatement();
      var rows = statement.executeQuery(query)) {
    rows.next();
    return rows.getLong(1);
  }
}

// ---------------------------------------------------------------- the database

/** The tables. What is committed outlives a crash, as if each commit were synced to a disk. */
record Tables(Map<Integer, Long> accounts, Set<String> booked) {
  static Tables opened() {
    var accounts = new TreeMap<Integer, Long>();
    for (int id = 1; id <= ACCOUNTS; id++) accounts.put(id, OPENING_BALANCE);
    return new Tables(accounts, new TreeSet<>());
  }

  Tables copy() {
    return new Tables(new TreeMap<>(accounts), new TreeSet<>(booked));
  }
}

/** What a statement gives: rows of one number, and the tag that says what was done. */
record Result(List<Long> rows, String tag) {}

/** Runs a statement of this small database on its tables. */
static Result executed(Tables tables, String sql, List<String> values) throws SQLException {
  return switch (sql) {
    case "select 1" -> selected(List.of(1L));
    case "select sum(balance) from account" ->
        selected(List.of(tables.accounts().values().stream().mapToLong(Long::longValue).sum()));
    case "select balance from account where id = $1" -> {
      Long balance = tables.accounts().get(Integer.valueOf(values.get(0)));
      yield selected(balance == null ? List.of() : List.of(balance));
    }
    case "insert into account values ($1, $2)" -> {
      int id = Integer.parseInt(values.get(0));
      if (tables.accounts().putIfAbsent(id, Long.valueOf(values.get(1))) != null)
        throw new SQLException("there is an account " + id + " already", "23505");
      yield new Result(List.of(), "INSERT 0 1");
    }
    case "insert into booked values ($1) on conflict do nothing" ->
        new Result(List.of(), "INSERT 0 " + (tables.booked().add(values.get(0)) ? 1 : 0));
    case "update account set balance = balance + $1 where id = $2" -> {
      long change = Long.parseLong(values.get(0));
      int id = Integer.parseInt(values.get(1));
      Long changed = tables.accounts().computeIfPresent(id, (_, balance) -> balance + change);
      yield new Result(List.of(), "UPDATE " + (changed == null ? 0 : 1));
    }
    default -> throw new SQLException("this database does not know the statement: " + sql, "42601");
  };
}

static Result selected(List<Long> rows) {
  return new Result(rows, "SELECT " + rows.size());
}

/** Holds the tables that are committed. */
static final class Disk {
  Tables committed = Tables.opened();
}

/** Serves clients by PostgreSQL's protocol. One transaction at a time has the tables. */
static final class Database {
  final Disk disk;
  final Lock lock = Lock.of("tables");

  Database(Disk disk) {
    this.disk = disk;
  }

  void serve(String host, int port) throws IOException {
    Tcp.serve(
        host,
        port,
        client -> {
          var session = new Session(this, client);
          try {
            session.serve();
          } catch (IOException | DeadlineExceededException gone) {
            // The client has gone, or the network; it comes again.
          } finally {
            session.rollBack();
          }
        });
  }
}

/** A statement with its parameters' types, and a statement with their values. */
record Prepared(String sql, int[] types) {}

record Bound(String sql, List<String> values, boolean isBinary) {}

/** A client's session: reads a message, answers it. */
static final class Session {
  static final Duration PATIENCE = ofSeconds(60);
  static final Duration PATIENCE_IN_TRANSACTION = ofSeconds(5);
  static final int LONGEST_MESSAGE = 65_536;
  static final int MOST_STATEMENTS = 1_000;
  static final int BIGINT = 20;

  final Database database;
  final Input in;
  final Output out;
  final Map<String, Prepared> statements = new HashMap<>();
  final Map<String, Bound> portals = new HashMap<>();
  char state = 'I'; // idle, in a transaction ('T'), in one that has failed ('E')
  boolean skips; // after an error, up to the next Sync
  LockHold hold; // while a transaction has the tables
  Tables changed;

  Session(Database database, Socket client) {
    this.database = database;
    in = Input.of(client);
    out = Output.of(client);
  }

  void serve() throws IOException {
    if (!greet()) return;
    while (true) {
      // Others wait for the tables: a client that has gone must not keep them for ever.
      Duration patience = hold == null ? PATIENCE : PATIENCE_IN_TRANSACTION;
      Message message = timeoutAfter(patience, this::receive);
      if (message.type() == 'X') return;
      if (!skips || message.type() == 'S') answer(message);
    }
  }

  boolean greet() throws IOException {
    while (true) {
      switch (timeoutAfter(PATIENCE, this::receiveBody).getInt()) {
        case 80877103, 80877104 -> { // no encryption
          out.writeAll(new byte[] {'N'});
          out.flush();
        }
        case 3 << 16 -> {
          send('R', to -> to.writeInt(0)); // every user is trusted
          parameter("server_version", "17.0");
          parameter("server_encoding", "UTF8");
          parameter("client_encoding", "UTF8");
          parameter("DateStyle", "ISO, MDY");
          parameter("TimeZone", "UTC");
          parameter("integer_datetimes", "on");
          parameter("standard_conforming_strings", "on");
          ready();
          return true;
        }
        default -> {
          return false; // another version; or a request to cancel, which it does not do
        }
      }
    }
  }

  // ---------------------------------------------------------------- messages

  record Message(char type, ByteBuffer body) {}

  interface Body {
    void writeTo(DataOutputStream to) throws IOException;
  }

  Message receive() throws IOException {
    char type = (char) in.readExactly(1)[0];
    return new Message(type, receiveBody());
  }

  ByteBuffer receiveBody() throws IOException {
    int length = ByteBuffer.wrap(in.readExactly(4)).getInt();
    if (length < 4 || length > LONGEST_MESSAGE) throw new IOException("a message of " + length);
    return ByteBuffer.wrap(in.readExactly(length - 4));
  }

  void send(char type, Body body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    body.writeTo(new DataOutputStream(bytes));
    out.writeAll(ByteBuffer.allocate(5).put((byte) type).putInt(4 + bytes.size()).array());
    out.writeAll(bytes.toByteArray());
  }

  void parameter(String name, String value) throws IOException {
    send(
        'S',
        to -> {
          write(to, name);
          write(to, value);
        });
  }

  void ready() throws IOException {
    send('Z', to -> to.writeByte(state));
    out.flush();
  }

  void refuse(SQLException refused) throws IOException {
    if (state == 'T') state = 'E';
    send(
        'E',
        to -> {
          write(to, "SERROR");
          write(to, "VERROR");
          write(to, "C" + refused.getSQLState());
          write(to, "M" + refused.getMessage());
          to.writeByte(0);
        });
  }

  static void write(DataOutputStream to, String text) throws IOException {
    to.write(text.getBytes(UTF_8));
    to.writeByte(0);
  }

  static String string(ByteBuffer from) {
    int start = from.position();
    while (from.get() != 0) {}
    return new String(from.array(), start, from.position() - start - 1, UTF_8);
  }

  // ---------------------------------------------------------------- statements

  void answer(Message message) throws IOException {
    ByteBuffer body = message.body();
    try {
      switch (message.type()) {
        case 'P' -> parse(body);
        case 'B' -> bind(body);
        case 'D' -> describe((char) body.get(), string(body));
        case 'E' -> execute(known(portals, string(body)));
        case 'C' -> close((char) body.get(), string(body));
        case 'Q' -> query(string(body));
        case 'H' -> out.flush();
        case 'S' -> {
          skips = false;
          ready();
        }
        default -> throw new IOException("a message of an unknown type " + message.type());
      }
    } catch (SQLException refused) {
      refuse(refused);
      skips = true;
    }
  }

  /** The simple protocol: one statement, and all of its answer. */
  void query(String sql) throws IOException {
    try {
      var bound = new Bound(normal(sql), List.of(), false);
      describe(bound.sql(), false, false);
      execute(bound);
    } catch (SQLException refused) {
      refuse(refused);
    }
    ready();
  }

  static String normal(String sql) {
    return sql.strip().replaceAll(";$", "").replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  void parse(ByteBuffer body) throws IOException, SQLException {
    String name = string(body);
    String sql = normal(string(body));
    int[] types = new int[body.getShort()];
    for (int i = 0; i < types.length; i++) types[i] = body.getInt();
    if (statements.size() >= MOST_STATEMENTS)
      throw new SQLException("too many prepared statements: close some", "53400");
    statements.put(name, new Prepared(sql, types));
    send('1', _ -> {});
  }

  void bind(ByteBuffer body) throws IOException, SQLException {
    String portal = string(body);
    Prepared statement = known(statements, string(body));
    short[] formats = shorts(body);
    var values = new ArrayList<String>();
    for (int i = 0, count = body.getShort(); i < count; i++) {
      var bytes = new byte[body.getInt()];
      body.get(bytes);
      boolean isBinary = formats.length > 0 && formats[formats.length == 1 ? 0 : i] == 1;
      values.add(isBinary ? decoded(bytes) : new String(bytes, UTF_8));
    }
    short[] results = shorts(body);
    if (portals.size() >= MOST_STATEMENTS)
      throw new SQLException("too many portals: close some", "53400");
    portals.put(portal, new Bound(statement.sql(), values, results.length > 0 && results[0] == 1));
    send('2', _ -> {});
  }

  static short[] shorts(ByteBuffer body) {
    var shorts = new short[body.getShort()];
    for (int i = 0; i < shorts.length; i++) shorts[i] = body.getShort();
    return shorts;
  }

  static String decoded(byte[] bytes) throws SQLException {
    var number = ByteBuffer.wrap(bytes);
    return switch (bytes.length) {
      case 4 -> "" + number.getInt();
      case 8 -> "" + number.getLong();
      default -> throw new SQLException("a binary value of " + bytes.length + " bytes", "22P03");
    };
  }

  void describe(char kind, String name) throws IOException, SQLException {
    if (kind == 'S') {
      Prepared statement = known(statements, name);
      send(
          't',
          to -> {
            to.writeShort(statement.types().length);
            for (int type : statement.types()) to.writeInt(type == 0 ? BIGINT : type);
          });
      describe(statement.sql(), false, true);
    } else {
      Bound portal = known(portals, name);
      describe(portal.sql(), portal.isBinary(), true);
    }
  }

  /** Describes the rows of a statement: each has one number. */
  void describe(String sql, boolean isBinary, boolean saysNone) throws IOException {
    if (!sql.startsWith("select")) {
      if (saysNone) send('n', _ -> {});
      return;
    }
    send(
        'T',
        to -> {
          to.writeShort(1);
          write(to, "number");
          to.writeInt(0); // no column
          to.writeShort(0); // of a table
          to.writeInt(BIGINT);
          to.writeShort(Long.BYTES);
          to.writeInt(-1);
          to.writeShort(isBinary ? 1 : 0);
        });
  }

  void close(char kind, String name) throws IOException {
    (kind == 'S' ? statements : portals).remove(name);
    send('3', _ -> {});
  }

  static <T> T known(Map<String, T> all, String name) throws SQLException {
    T found = all.get(name);
    if (found == null) throw new SQLException("there is nothing called \"" + name + '"', "26000");
    return found;
  }

  // ---------------------------------------------------------------- transactions

  void execute(Bound bound) throws IOException, SQLException {
    if (bound.sql().isEmpty()) {
      send('I', _ -> {});
      return;
    }
    Result result = result(bound);
    for (long row : result.rows()) {
      byte[] value =
          bound.isBinary()
              ? ByteBuffer.allocate(Long.BYTES).putLong(row).array()
              : ("" + row).getBytes(UTF_8);
      send(
          'D',
          to -> {
            to.writeShort(1);
            to.writeInt(value.length);
            to.write(value);
          });
    }
    send('C', to -> write(to, result.tag()));
  }

  Result result(Bound bound) throws SQLException {
    String sql = bound.sql();
    if (sql.equals("rollback") || (sql.equals("commit") && state == 'E')) {
      rollBack();
      return new Result(List.of(), "ROLLBACK");
    } else if (state == 'E') {
      throw new SQLException("the transaction has failed: roll it back", "25P02");
    } else if (sql.equals("commit")) {
      commit();
      return new Result(List.of(), "COMMIT");
    } else if (sql.equals("begin")) {
      state = 'T';
      return new Result(List.of(), "BEGIN");
    } else if (sql.startsWith("set ")) {
      return new Result(List.of(), "SET");
    }
    if (hold == null) {
      hold = database.lock.acquire();
      changed = database.disk.committed.copy();
    }
    try {
      Result result = executed(changed, sql, bound.values());
      if (state == 'I') commit();
      return result;
    } catch (SQLException refused) {
      if (state == 'I') rollBack();
      throw refused;
    }
  }

  void commit() {
    if (changed != null) database.disk.committed = changed;
    rollBack();
  }

  /** Forgets what is not committed, and gives the tables back. */
  void rollBack() {
    state = 'I';
    changed = null;
    if (hold != null) {
      hold.close();
      hold = null;
    }
  }
}

// ---------------------------------------------------------------- for real, and simulated

static List<Order> orders(String till) {
  var orders = new ArrayList<Order>();
  for (int i = 0; i < 10; i++) {
    orders.add(new Order(till + "-" + i, 1 + i % ACCOUNTS, 1 + (i + 1) % ACCOUNTS, 1 + i));
  }
  return orders;
}

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : PORT;
  run(() -> {
    try (var group = TaskGroup.<Void>open()) {
      group.spawnDaemon("database", () -> new Database(new Disk()).serve("127.0.0.1", port));
      String url = url("127.0.0.1", port);
      for (Order order : orders("till")) book(url, order);
      IO.println("booked; the accounts have " + number(url, "select sum(balance) from account"));
    }
  });
}

static void simulate(Simulation sim) throws Exception {
  var disk = new Disk();
  Host database = sim.host("db", () -> new Database(disk).serve("db", PORT));
  var answered = new TreeSet<String>();
  var tills = new ArrayList<Host>();
  for (String name : List.of("till1", "till2")) {
    tills.add(
        sim.host(
            name,
            () -> {
              for (Order order : orders(name)) {
                if (answered.contains(order.number())) continue; // before the till's last crash
                book(url("db", PORT), order);
                answered.add(order.number());
                Thread.sleep(1_000);
              }
            }));
  }
  sim.run(
          () -> {
            sleep(ofSeconds(3));
            sim.network().partition(tills, List.of(database));
            sleep(ofSeconds(30));
            sim.network().heal();
            ignoreAfter(ofMinutes(1), () -> tills.forEach(Host::awaitEnd));
            sim.endFaults();
            if (!ignoreAfter(ofMinutes(10), () -> tills.forEach(Host::awaitEnd)))
              throw new IllegalStateException("the tills do not recover from the faults");
            check(disk.committed, tills);
          })
      .valueOrThrow();
}

static void check(Tables tables, List<Host> tills) {
  Tables expected = Tables.opened();
  for (Host till : tills) {
    for (Order order : orders(till.name())) {
      expected.booked().add(order.number());
      expected.accounts().merge(order.from(), -order.amount(), Long::sum);
      expected.accounts().merge(order.to(), order.amount(), Long::sum);
    }
  }
  long sum = tables.accounts().values().stream().mapToLong(Long::longValue).sum();
  if (sum != ACCOUNTS * OPENING_BALANCE) throw new IllegalStateException("the sum is " + sum);
  if (!tables.equals(expected)) throw new IllegalStateException("an order is not booked once");
}
