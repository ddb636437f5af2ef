// A shop: products and orders as JSON, in a database, on all cores, over HTTP/1.1 and HTTP/2.
//   examples/shop/start [PORT [JDBC-URL [JOURNAL]]]    fetches the libraries before the first time
//   curl http://127.0.0.1:8080/products
//   curl -d '{"product": 1, "count": 2}' http://127.0.0.1:8080/orders
// The database is H2, in memory, or PostgreSQL: "jdbc:postgresql://localhost/shop?user=shop"
// With the directory of a journal an order with a header "idempotency-key" is a durable task: it is
// placed
// once, although the server is killed and the client asks again. The shop then runs on one core.

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofSeconds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gonzo.*;
import dev.gonzo.durable.*;
import dev.gonzo.durable.journal.FileJournal;
import dev.gonzo.http.*;
import dev.gonzo.http.engine.Header;
import dev.gonzo.http.server.*;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.concurrent.Semaphore;

record Product(int id, String name, int cents, int stock) {}

record NewOrder(int product, int count) {}

record Order(long id, int product, int count) {}

record Placed(Order order, int status, String reason) {}

final int MOST_REQUESTS = 100; // in flight, on all cores together
final int MOST_CONNECTIONS = 10; // to the database
final Semaphore places = new Semaphore(MOST_REQUESTS); // the JDK's, because kernels share it
final ObjectMapper json = new ObjectMapper();
HikariDataSource database;
DurableTasks durableOrders; // null without a journal

/**
 * An order as a durable task: its one step may be run again, and knows its own order by its key.
 */
final Durable<NewOrder, Placed> durableOrder =
    Durable.of(
        "order/1",
        NewOrder.class,
        Placed.class,
        wanted ->
            Durable.step(
                "place",
                () -> {
                  try {
                    return new Placed(place(wanted, Durable.key()), 201, "");
                  } catch (StatusException refused) {
                    return new Placed(null, refused.status(), refused.getMessage());
                  }
                }));

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
  var config = new HikariConfig();
  config.setJdbcUrl(arguments.length > 1 ? arguments[1] : "jdbc:h2:mem:shop");
  config.setMaximumPoolSize(MOST_CONNECTIONS);
  config.setConnectionTimeout(2_000);
  config.setAutoCommit(false);
  try (var pool = new HikariDataSource(config)) {
    database = pool;
    createTables();
    var options = ServerOptions.defaults().withObserver(new Announcer());
    var routes = routes();
    if (arguments.length < 3) Http.servePerCore("127.0.0.1", port, options, _ -> routes);
    else run(() -> serveDurably(Path.of(arguments[2]), port, options, routes));
  }
}

/** One kernel has the journal, so one serves. */
void serveDurably(Path directory, int port, ServerOptions options, Router routes) throws Exception {
  try (var journal = FileJournal.open(directory);
      var tasks = DurableTasks.open(journal, DurableOptions.defaults(), durableOrder)) {
    durableOrders = tasks;
    Http.serve("127.0.0.1", port, options, routes);
  }
}

static final class Announcer implements ExchangeObserver {
  @Override
  public void listening(InetSocketAddress address) {
    IO.println("listening on " + address);
  }
}

Router routes() {
  var shop =
      Router.of()
          .get("/products", this::products)
          .get("/products/{id}", this::product)
          .post("/orders", this::placeOrder)
          .get("/orders/{id}", this::order)
          .with(this::guard);
  return Router.of().get("/health", this::health).mount("/", shop);
}

/** Refuses a request if too many are in flight, and answers with errors as JSON. */
void guard(Exchange exchange, ExchangeHandler next) throws Exception {
  if (!places.tryAcquire()) {
    exchange.header("retry-after", "1");
    sendError(exchange, 503, "too many requests are in flight");
    return;
  }
  try {
    timeoutAfter(ofSeconds(10), () -> next.handle(exchange));
  } catch (StatusException refused) {
    for (Header field : refused.headers()) exchange.header(field.name(), field.value());
    sendError(exchange, refused.status(), refused.getMessage());
  } catch (JsonProcessingException malformed) {
    sendError(exchange, 400, "the body is not the JSON that this needs");
  } catch (DeadlineExceededException | SQLException failure) {
    if (exchange.isCommitted() || !isUnreachable(failure)) throw failure;
    exchange.header("retry-after", "1");
    sendError(exchange, 503, "the database does not answer");
  } finally {
    places.release();
  }
}

/** Whether the database was too slow, could not be connected to, or has closed the connection. */
boolean isUnreachable(Exception failure) {
  if (!(failure instanceof SQLException failed)) return true;
  String state = String.valueOf(failed.getSQLState());
  return failed instanceof SQLTransientException
      || state.startsWith("08")
      || state.startsWith("57P");
}

void products(Exchange exchange) throws Exception {
  sendJson(exchange, 200, transaction(connection -> select(connection, "")));
}

void product(Exchange exchange) throws Exception {
  int id = number(exchange.parameter("id"));
  sendJson(exchange, 200, transaction(connection -> find(connection, id)));
}

void placeOrder(Exchange exchange) throws Exception {
  var wanted = json.readValue(exchange.body().text(10_000), NewOrder.class);
  if (wanted == null || wanted.count < 1) throw new StatusException(422, "order at least one");
  String key = exchange.headers().first("idempotency-key").orElse(null);
  Order order = durableOrders == null || key == null ? place(wanted, null) : placeOnce(wanted, key);
  exchange.header("location", "/orders/" + order.id);
  sendJson(exchange, 201, order);
}

Order placeOnce(NewOrder wanted, String key) throws Exception {
  Placed placed;
  try {
    placed = durableOrders.run(durableOrder, key, wanted);
  } catch (ConflictingStartException | IllegalArgumentException refused) {
    throw new StatusException(422, refused.getMessage());
  }
  if (placed.order == null) throw new StatusException(placed.status, placed.reason);
  return placed.order;
}

/** Places an order, or finds the one that was placed with this key. */
Order place(NewOrder wanted, String key) throws Exception {
  return transaction(connection -> {
    if (key != null) {
      try (var find = connection.prepareStatement("select id from orders where task = ?")) {
        find.setString(1, key);
        var rows = find.executeQuery();
        if (rows.next()) return new Order(rows.getLong(1), wanted.product, wanted.count);
      }
    }
    Product product = find(connection, wanted.product);
    // Another order may have come in between: the database decides whether there is enough.
    try (var take = connection.prepareStatement(TAKE)) {
      set(take, wanted.count, wanted.product, wanted.count);
      if (take.executeUpdate() == 0)
        throw new StatusException(409, "there are not " + wanted.count + " of " + product.name);
    }
    try (var insert = connection.prepareStatement(INSERT, new String[] {"id"})) {
      set(insert, wanted.product, wanted.count);
      insert.setString(3, key);
      insert.executeUpdate();
      var keys = insert.getGeneratedKeys();
      keys.next();
      return new Order(keys.getLong(1), wanted.product, wanted.count);
    }
  });
}

void order(Exchange exchange) throws Exception {
  int id = number(exchange.parameter("id"));
  Order order =
      transaction(connection -> {
        try (var find = connection.prepareStatement("select * from orders where id = ?")) {
          set(find, id);
          var rows = find.executeQuery();
          if (!rows.next()) throw new StatusException(404, "there is no order " + id);
          return new Order(rows.getLong("id"), rows.getInt("product"), rows.getInt("pieces"));
        }
      });
  sendJson(exchange, 200, order);
}

/** For whatever decides whether this server gets requests: it is not counted among them. */
void health(Exchange exchange) throws Exception {
  try {
    exchange.send(transaction(connection -> connection.isValid(1)) ? 200 : 503, "");
  } catch (SQLException unreachable) {
    exchange.send(503, "");
  }
}

// ---------------------------------------------------------------- the database

final String TAKE = "update product set stock = stock - ? where id = ? and stock >= ?";
final String INSERT = "insert into orders (product, pieces, task) values (?, ?, ?)";

interface Work<T> {
  T with(Connection connection) throws Exception;
}

/** Does all of it or nothing: a connection that is closed before the commit rolls back. */
<T> T transaction(Work<T> work) throws Exception {
  try (var connection = database.getConnection()) {
    T result = work.with(connection);
    connection.commit();
    return result;
  } catch (SQLException failure) {
    checkpoint(); // drivers throw exceptions of their own when a task is cancelled
    throw failure;
  }
}

Product find(Connection connection, int id) throws Exception {
  var products = select(connection, " where id = " + id);
  if (products.isEmpty()) throw new StatusException(404, "there is no product " + id);
  return products.getFirst();
}

List<Product> select(Connection connection, String which) throws SQLException {
  var products = new ArrayList<Product>();
  try (var select = connection.prepareStatement("select * from product" + which + " order by id");
      var rows = select.executeQuery()) {
    while (rows.next())
      products.add(
          new Product(
              rows.getInt("id"),
              rows.getString("name"),
              rows.getInt("cents"),
              rows.getInt("stock")));
  }
  return products;
}

void set(PreparedStatement statement, int... values) throws SQLException {
  for (int i = 0; i < values.length; i++) statement.setInt(i + 1, values[i]);
}

void createTables() throws SQLException {
  try (var connection = database.getConnection();
      var statement = connection.createStatement()) {
    statement.execute(
        """
        create table if not exists product (
          id int primary key, name varchar(100) not null, cents int not null,
          stock int not null check (stock >= 0))
        """);
    statement.execute(
        """
        create table if not exists orders (
          id int generated by default as identity primary key,
          product int not null references product, pieces int not null)
        """);
    statement.execute(
        """
        alter table orders add column if not exists task varchar(300) unique
        """);
    statement.execute(
        """
        insert into product
          select * from (values (1, 'tea', 450, 20), (2, 'coffee', 620, 10)) as first
          where not exists (select 1 from product)
        """);
    connection.commit();
  }
}

// ---------------------------------------------------------------- JSON

void sendJson(Exchange exchange, int status, Object value) throws IOException {
  exchange.header("content-type", "application/json");
  exchange.send(status, json.writeValueAsBytes(value));
}

void sendError(Exchange exchange, int status, String message) throws IOException {
  sendJson(exchange, status, Map.of("error", message));
}

int number(String text) throws StatusException {
  try {
    return Integer.parseInt(text);
  } catch (NumberFormatException wrong) {
    throw new StatusException(404, "there is no " + text);
  }
}
