// Follows the links of a site, eight pages at a time and each page once, and lists the pages.
//   ./gonzo run examples/Crawler.java http://127.0.0.1:8000/ [DEPTH]

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofSeconds;

import dev.gonzo.*;
import dev.gonzo.http.*;
import dev.gonzo.http.client.*;

final Pattern LINK = Pattern.compile("href=\"([^\"#]+)");
final int LARGEST_PAGE = 1 << 20;

// A plain map is enough: only one task of a kernel runs at a time.
final Map<URI, String> found = new TreeMap<>();

void main(String[] arguments) {
  if (arguments.length == 0 || !arguments[0].matches("https?://[^/]+.*")) {
    IO.println("usage: ./gonzo run examples/Crawler.java http://127.0.0.1:8000/ [DEPTH]");
    System.exit(2);
  }
  int depth = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
  run(() -> {
    try (Client client = Http.client();
        var crawl = TaskGroup.<Void>open(GroupPolicy.all(), 8)) {
      visit(client, crawl, URI.create(arguments[0]), depth);
      crawl.join();
    }
  });
  found.forEach((page, what) -> IO.println(page + "  " + what));
}

void visit(Client client, TaskGroup<Void> crawl, URI page, int depth) {
  if (found.putIfAbsent(page, "not yet") != null) return;
  crawl.spawn(() -> {
    try {
      String text = timeoutAfter(ofSeconds(5), () -> get(client, page));
      found.put(page, text.length() + " characters");
      if (depth > 0) links(page, text).forEach(link -> visit(client, crawl, link, depth - 1));
    } catch (IOException | DeadlineExceededException | IllegalArgumentException failure) {
      found.put(page, "failed: " + failure.getMessage());
    }
  });
}

String get(Client client, URI page) throws IOException {
  try (var response = client.get(page)) {
    if (response.status() != 200) throw new IOException("status " + response.status());
    return response.body().text(LARGEST_PAGE);
  }
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
  links.removeIf(link -> !Objects.equals(link.getScheme(), page.getScheme()));
  return links;
}
