// A JSON API with a router: notes, in memory. On Ctrl-C or SIGTERM it finishes what it has begun.
//   ./mvnw -q -f examples/shop dependency:copy-dependencies      fetches the libraries, once
//   export GONZO_CLASSPATH='examples/shop/target/dependency/*'
//   ./gonzo run examples/libraries/JsonApi.java [PORT]
//   curl -d '{"text": "buy tea"}' http://127.0.0.1:8080/notes
//   curl http://127.0.0.1:8080/notes

import static dev.gonzo.Gonzo.*;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gonzo.http.*;
import dev.gonzo.http.server.*;

record Note(int id, String text) {}

record Text(String text) {}

final ObjectMapper json = new ObjectMapper();

// A plain map is enough: only one task of a kernel runs at a time.
final Map<String, Note> notes = new LinkedHashMap<>();
int last;

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
  var router =
      Router.of()
          .get("/notes", this::list)
          .post("/notes", this::add)
          .get("/notes/{id}", exchange -> send(exchange, 200, note(exchange)))
          .put("/notes/{id}", this::change)
          .delete("/notes/{id}", this::delete);
  run(() -> {
    try (HttpServer server = Http.listen("127.0.0.1", port, ServerOptions.defaults())) {
      IO.println("listening on " + server.localAddress());
      server.serve(router);
    }
  });
}

/** All notes, or those that contain a word: {@code GET /notes?word=tea}. */
void list(Exchange exchange) throws IOException {
  String word = exchange.query("word").orElse("");
  send(exchange, 200, notes.values().stream().filter(note -> note.text.contains(word)).toList());
}

void add(Exchange exchange) throws Exception {
  String text = text(exchange);
  var note = new Note(++last, text);
  notes.put("" + note.id, note);
  exchange.header("location", "/notes/" + note.id);
  send(exchange, 201, note);
}

void change(Exchange exchange) throws Exception {
  String text = text(exchange); // it may wait: what is found before may be gone after
  var note = new Note(note(exchange).id, text);
  notes.put("" + note.id, note);
  send(exchange, 200, note);
}

void delete(Exchange exchange) throws StatusException {
  notes.remove("" + note(exchange).id); // a handler that sends nothing answers with 204
}

Note note(Exchange exchange) throws StatusException {
  Note note = notes.get(exchange.parameter("id"));
  if (note == null) throw new StatusException(404, "There is no such note.");
  return note;
}

/** Reads the text of a note. */
String text(Exchange exchange) throws Exception {
  try {
    var given = json.readValue(exchange.body().text(10_000), Text.class);
    if (given != null && given.text != null) return given.text;
  } catch (JsonProcessingException malformed) {
    // Refused below.
  }
  throw new StatusException(400, "Send {\"text\": \"...\"}.");
}

void send(Exchange exchange, int status, Object value) throws IOException {
  exchange.header("content-type", "application/json");
  exchange.send(status, json.writeValueAsBytes(value));
}
