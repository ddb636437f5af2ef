// Follows the links of a site, eight pages at a time and each page once, and lists the pages.
//   ./gonzo run examples/Crawler.java http://127.0.0.1:8000/ [DEPTH]

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.Duration.ofSeconds;

import dev.gonzo.*;
import dev.gonzo.net.*;

final Pattern LINK = Pattern.compile("href=\"([^\"#]+)");
final int LARGEST_PAGE = 1 << 20;

// A plain map is enough: only one task of a kernel runs at a time.
final Map<URI, String> found = new TreeMap<>();

void main(String[] arguments) {
  if (arguments.length == 0 || !arguments[0].matches("http://[^/]+.*")) {
    IO.println("usage: ./gonzo run examples/Crawler.java http://127.0.0.1:8000/ [DEPTH]");
    System.exit(2);
  }
  int depth = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
  run(() -> {
    try (var crawl = TaskGroup.<Void>open(GroupPolicy.all(), 8)) {
      visit(crawl, URI.create(arguments[0]), depth);
      crawl.join();
    }
  });
  found.forEach((page, what) -> IO.println(page + "  " + what));
}

void visit(TaskGroup<Void> crawl, URI page, int depth) {
  if (found.putIfAbsent(page, "not yet") != null) return;
  crawl.spawn(() -> {
    try {
      String text = timeoutAfter(ofSeconds(5), () -> get(page));
      found.put(page, text.length() + " characters");
      if (depth > 0) links(page, text).forEach(link -> visit(crawl, link, depth - 1));
    } catch (IOException | DeadlineExceededException failure) {
      found.put(page, "failed: " + failure.getMessage());
    }
  });
}

/**
 * The pages of the same site to which a page links; links that are not valid addresses are left
 * out.
 */
Set<URI> links(URI page, String text) {
  var links = new TreeSet<URI>();
  LINK.matcher(text)
      .results()
      .forEach(link -> {
        try {
          links.add(page.resolve(new URI(link.group(1).strip())));
        } catch (URISyntaxException malformed) {
          IO.println(page + "  has an invalid link: " + link.group(1));
        }
      });
  links.removeIf(link -> !Objects.equals(link.getAuthority(), page.getAuthority()));
  links.removeIf(link -> !"http".equals(link.getScheme()));
  return links;
}

/** Fetches a page over HTTP/1.0: a request, and a response up to the end of the connection. */
String get(URI page) throws IOException {
  int port = page.getPort() < 0 ? 80 : page.getPort();
  if (page.getHost() == null || port > 65535) throw new IOException("no such host or port");
  try (Socket server = Tcp.connect(page.getHost(), port)) {
    String path = page.getRawPath().isEmpty() ? "/" : page.getRawPath();
    if (page.getRawQuery() != null) path += "?" + page.getRawQuery();
    server.writeAll(
        ("GET " + path + " HTTP/1.0\r\nHost: " + page.getAuthority() + "\r\n\r\n")
            .getBytes(ISO_8859_1));
    var answer = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    for (int n; (n = server.read(buffer)) > 0; ) {
      answer.write(buffer, 0, n);
      if (answer.size() > LARGEST_PAGE) throw new IOException("more than " + LARGEST_PAGE);
    }
    String[] parts = answer.toString(ISO_8859_1).split("\r\n\r\n", 2);
    String status = parts[0].lines().findFirst().orElse("no answer");
    if (!status.contains(" 200 ")) throw new IOException(status);
    return parts.length < 2 ? "" : parts[1];
  }
}
