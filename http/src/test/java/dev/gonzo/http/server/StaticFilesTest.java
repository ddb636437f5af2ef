package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("realTime")
class StaticFilesTest {
  private static final String MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";

  @TempDir Path directory;
  private Path root;
  private StaticFiles files;

  @BeforeEach
  void makeFiles() throws IOException {
    root = Files.createDirectory(directory.resolve("www"));
    files = StaticFiles.below(root);
    write("a.txt", "0123456789");
    write("index.html", "<p>home");
    write("größe & <co>.html", "odd");
    write(".secret", "hidden");
    write("sub/index.html", "<p>sub");
    write("bare/one.png", "png");
    write("bare/.hidden", "hidden");
    Files.writeString(directory.resolve("outside.txt"), "outside");
    Files.createDirectory(directory.resolve("elsewhere"));
    Files.writeString(directory.resolve("elsewhere/file.txt"), "outside");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("1994-11-06T08:49:37Z")));
  }

  private Recorded get(String target, String... headers) throws Exception {
    return ask(files, new Recorded("GET", target, headers));
  }

  private static Recorded ask(ExchangeHandler handler, Recorded request) throws Exception {
    return run(() -> request.answeredBy(handler));
  }

  @Test
  void a_file_is_sent_with_its_type_and_validators() throws Exception {
    Recorded recorded = get("/a.txt");
    assertThat(recorded.status).isEqualTo(200);
    assertThat(recorded.text()).isEqualTo("0123456789");
    assertThat(recorded.length).hasValue(10);
    assertThat(recorded.field("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(recorded.field("last-modified")).isEqualTo(MODIFIED);
    assertThat(recorded.field("etag")).startsWith("\"").endsWith("\"");
    assertThat(recorded.field("accept-ranges")).isEqualTo("bytes");
    assertThat(recorded.hasEnded).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/, <p>home",
    "/sub/, <p>sub",
    "/gr%C3%B6%C3%9Fe%20%26%20%3Cco%3E.html, odd",
    "/%61.txt, 0123456789",
    "/a.txt?v=1, 0123456789",
  })
  void a_path_leads_to_its_file(String target, String text) throws Exception {
    assertThat(get(target).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none",
        "/bare/",
        "/.secret",
        "/%2esecret",
        "/bare/.hidden",
        "/a.txt/",
        "/a.txt/b",
        "/sub//index.html",
        "//a.txt",
        "/sub%2Findex.html",
        "/sub%5Cindex.html",
        "/A.TXT"
      })
  void what_is_not_there_or_hidden_is_not_found(String target) throws Exception {
    assertThat(get(target).status).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../outside.txt",
        "/..%2foutside.txt",
        "/%2e%2e/outside.txt",
        "/%2e%2e%2foutside.txt",
        "/sub/../../outside.txt",
        "/sub/%2e%2e/%2e%2e/outside.txt",
        "/..%5coutside.txt",
        "/..\\outside.txt",
        "/....//outside.txt",
        "/%252e%252e/outside.txt",
        "/%c0%ae%c0%ae/outside.txt",
        "/a.txt%00.html",
        "/%00",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/./a.txt",
      })
  void no_path_leads_out_of_the_tree(String target) throws Exception {
    files = files.withDotFiles().withListings();
    Recorded recorded = get(target);
    assertThat(recorded.status).isIn(400, 404);
    assertThat(recorded.text()).doesNotContain("outside\n", "root:");
  }

  @Test
  void no_link_leads_out_of_the_tree() throws Exception {
    files = files.withListings();
    Files.createSymbolicLink(root.resolve("out.txt"), directory.resolve("outside.txt"));
    Files.createSymbolicLink(root.resolve("relative.txt"), Path.of("../outside.txt"));
    Files.createSymbolicLink(root.resolve("dir"), directory.resolve("elsewhere"));
    for (String target : new String[] {"/out.txt", "/relative.txt", "/dir/file.txt", "/dir/"}) {
      assertThat(get(target).status).as(target).isEqualTo(404);
    }
    Files.createSymbolicLink(root.resolve("in.txt"), Path.of("a.txt"));
    assertThat(get("/in.txt").text()).isEqualTo("0123456789");
  }

  @Test
  void a_fifo_is_not_waited_for() throws Exception {
    assumeThat(System.getProperty("os.name")).isNotEqualTo("Windows");
    Process made = new ProcessBuilder("mkfifo", root.resolve("fifo").toString()).start();
    assertThat(made.waitFor()).isZero();
    assertThat(get("/fifo").status).isEqualTo(404);
  }

  @Test
  void a_directory_without_its_slash_is_redirected() throws Exception {
    Recorded recorded = get("/sub?a=b");
    assertThat(recorded.status).isEqualTo(308);
    assertThat(recorded.field("location")).isEqualTo("/sub/?a=b");
    var mounted = Router.of().mount("/files", files);
    assertThat(ask(mounted, new Recorded("GET", "/files")).field("location")).isEqualTo("/files/");
    assertThat(ask(mounted, new Recorded("GET", "/files/sub")).field("location"))
        .isEqualTo("/files/sub/");
    assertThat(ask(mounted, new Recorded("GET", "/files/a.txt")).text()).isEqualTo("0123456789");
    assertThat(ask(mounted, new Recorded("GET", "/files/")).text()).isEqualTo("<p>home");
  }

  @Test
  void only_get_and_head_are_answered() throws Exception {
    Recorded head = ask(files, new Recorded("HEAD", "/a.txt"));
    assertThat(head.status).isEqualTo(200);
    assertThat(head.length).hasValue(10);
    assertThat(head.text()).isEmpty();
    Recorded put = ask(files, new Recorded("PUT", "/a.txt"));
    assertThat(put.status).isEqualTo(405);
    assertThat(put.field("allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(ask(files, new Recorded("OPTIONS", "/a.txt")).status).isEqualTo(204);
  }

  // ---------------------------------------------------------------- conditions

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "if-none-match | TAG | 304",
        "if-none-match | W/TAG | 304",
        "if-none-match | \"x\", TAG | 304",
        "if-none-match | * | 304",
        "if-none-match | \"x\" | 200",
        "if-match | TAG | 200",
        "if-match | * | 200",
        "if-match | W/TAG | 412",
        "if-match | \"x\" | 412",
        "if-modified-since | Sun, 06 Nov 1994 08:49:37 GMT | 304",
        "if-modified-since | Sunday, 06-Nov-94 08:49:37 GMT | 304",
        "if-modified-since | Sun Nov  6 08:49:37 1994 | 304",
        "if-modified-since | Sun, 06 Nov 1994 08:49:36 GMT | 200",
        "if-modified-since | yesterday | 200",
        "if-unmodified-since | Sun, 06 Nov 1994 08:49:37 GMT | 200",
        "if-unmodified-since | Sun, 06 Nov 1994 08:49:36 GMT | 412",
      })
  void conditions_are_evaluated(String name, String value, int status) throws Exception {
    String tag = get("/a.txt").field("etag");
    Recorded recorded = get("/a.txt", name, value.replace("TAG", tag));
    assertThat(recorded.status).isEqualTo(status);
    if (status == 304) {
      assertThat(recorded.field("etag")).isEqualTo(tag);
      assertThat(recorded.text()).isEmpty();
    }
  }

  @Test
  void a_tag_is_asked_before_a_date() throws Exception {
    // RFC 9110, 13.2.2: with If-None-Match the date is ignored.
    assertThat(get("/a.txt", "if-none-match", "\"x\"", "if-modified-since", MODIFIED).status)
        .isEqualTo(200);
    String tag = get("/a.txt").field("etag");
    assertThat(
            get("/a.txt", "if-match", tag, "if-unmodified-since", "Sun, 06 Nov 1994 08:49:36 GMT")
                .status)
        .isEqualTo(200);
  }

  @Test
  void a_file_that_has_just_changed_has_a_weak_tag() throws Exception {
    Files.writeString(root.resolve("new.txt"), "new");
    Files.setLastModifiedTime(
        root.resolve("new.txt"), FileTime.from(Instant.now().plusSeconds(60)));
    Recorded recorded = get("/new.txt");
    assertThat(recorded.field("etag")).startsWith("W/\"");
    assertThat(get("/new.txt", "if-match", recorded.field("etag")).status).isEqualTo(412);
    assertThat(get("/new.txt", "if-none-match", recorded.field("etag")).status).isEqualTo(304);
    assertThat(get("/new.txt", "range", "bytes=0-0", "if-range", recorded.field("etag")).status)
        .isEqualTo(200);
  }

  // ---------------------------------------------------------------- ranges

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0 | 206 | 0 | bytes 0-0/10",
        "bytes=2-4 | 206 | 234 | bytes 2-4/10",
        "bytes=8- | 206 | 89 | bytes 8-9/10",
        "bytes=-3 | 206 | 789 | bytes 7-9/10",
        "bytes=-99 | 206 | 0123456789 | bytes 0-9/10",
        "bytes=5-99 | 206 | 56789 | bytes 5-9/10",
        "BYTES=1-1 | 206 | 1 | bytes 1-1/10",
        "bytes=1-999999999999999999 | 206 | 123456789 | bytes 1-9/10",
        "bytes=10- | 416 | the file has no such bytes | bytes */10",
        "bytes=-0 | 416 | the file has no such bytes | bytes */10",
        "bytes=4-2 | 200 | 0123456789 | ''",
        "bytes=0-1,3-4 | 200 | 0123456789 | ''",
        "bytes=a-b | 200 | 0123456789 | ''",
        "bytes=-- | 200 | 0123456789 | ''",
        "bytes=- | 200 | 0123456789 | ''",
        "bytes=1-99999999999999999999999 | 200 | 0123456789 | ''",
        "lines=0-1 | 200 | 0123456789 | ''",
      })
  void a_range_is_sent(String range, int status, String text, String contentRange)
      throws Exception {
    Recorded recorded = get("/a.txt", "range", range);
    assertThat(recorded.status).isEqualTo(status);
    assertThat(recorded.text()).isEqualTo(text);
    assertThat(recorded.field("content-range")).isEqualTo(contentRange);
  }

  @Test
  void a_range_of_another_version_is_not_sent() throws Exception {
    String tag = get("/a.txt").field("etag");
    assertThat(get("/a.txt", "range", "bytes=0-0", "if-range", tag).status).isEqualTo(206);
    assertThat(get("/a.txt", "range", "bytes=0-0", "if-range", MODIFIED).status).isEqualTo(206);
    assertThat(get("/a.txt", "range", "bytes=0-0", "if-range", "\"x\"").status).isEqualTo(200);
    assertThat(get("/a.txt", "range", "bytes=0-0", "if-range", "W/" + tag).status).isEqualTo(200);
    assertThat(
            get("/a.txt", "range", "bytes=0-0", "if-range", "Sun, 06 Nov 1994 08:49:38 GMT").status)
        .isEqualTo(200);
    Recorded head = ask(files, new Recorded("HEAD", "/a.txt", "range", "bytes=0-0"));
    assertThat(head.status).isEqualTo(200);
  }

  // ---------------------------------------------------------------- options

  @Test
  void a_directory_page_is_escaped() throws Exception {
    write("list/<script>alert('1')&\"2\"", "x");
    write("list/a:b", "x");
    write("list/sub/x", "x");
    Files.createSymbolicLink(root.resolve("list/link"), Path.of("a:b"));
    files = files.withListings();
    Recorded page = get("/list/");
    assertThat(page.status).isEqualTo(200);
    assertThat(page.field("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.field("content-security-policy")).isEqualTo("default-src 'none'");
    assertThat(page.text())
        .contains(
            "<li><a href=\"../\">../</a></li>\n<li><a href=\"./sub/\">sub/</a></li>\n",
            "<a href=\"./%3Cscript%3Ealert('1')%26%222%22\">"
                + "&lt;script&gt;alert(&#39;1&#39;)&amp;&quot;2&quot;</a> 1",
            "<a href=\"./a:b\">a:b</a> 1")
        .doesNotContain("<script", "link");
    assertThat(get("/bare/").text()).contains("one.png").doesNotContain("hidden");
    assertThat(get("/").text()).isEqualTo("<p>home");
    assertThat(get("/list").field("location")).isEqualTo("/list/");
  }

  @Test
  void a_compressed_file_is_sent_to_those_who_accept_it() throws Exception {
    write("a.txt.gz", "compressed");
    assertThat(get("/a.txt", "accept-encoding", "gzip").text()).isEqualTo("0123456789");
    files = files.withCompressedFiles();
    Recorded compressed = get("/a.txt", "accept-encoding", "br, gzip");
    assertThat(compressed.text()).isEqualTo("compressed");
    assertThat(compressed.field("content-encoding")).isEqualTo("gzip");
    assertThat(compressed.field("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(compressed.field("vary")).isEqualTo("accept-encoding");
    Recorded plain = get("/a.txt", "accept-encoding", "gzip;q=0");
    assertThat(plain.text()).isEqualTo("0123456789");
    assertThat(plain.field("vary")).isEqualTo("accept-encoding");
    assertThat(plain.field("content-encoding")).isEmpty();
    Files.setLastModifiedTime(root.resolve("a.txt"), FileTime.from(Instant.now()));
    assertThat(get("/a.txt", "accept-encoding", "gzip").text()).isEqualTo("0123456789");
  }

  @Test
  void a_compressed_file_is_no_way_out_of_the_tree() throws Exception {
    files = files.withCompressedFiles();
    Files.createSymbolicLink(root.resolve("a.txt.gz"), directory.resolve("outside.txt"));
    assertThat(get("/a.txt", "accept-encoding", "gzip").text()).isEqualTo("0123456789");
  }

  @Test
  void other_options_change_what_they_say() throws Exception {
    assertThat(ask(files.withDotFiles(), new Recorded("GET", "/.secret")).text())
        .isEqualTo("hidden");
    assertThat(ask(files.withIndex("a.txt"), new Recorded("GET", "/")).text())
        .isEqualTo("0123456789");
    assertThat(
            ask(files.withCacheControl("max-age=9"), new Recorded("GET", "/a.txt"))
                .field("cache-control"))
        .isEqualTo("max-age=9");
  }

  @Test
  void a_file_that_shrinks_meanwhile_cuts_the_response_short() throws Exception {
    var request =
        new Recorded("GET", "/a.txt") {
          @Override
          public dev.gonzo.http.message.BodySink respond(
              int newStatus, dev.gonzo.http.engine.Headers fields, java.util.OptionalLong count) {
            try {
              Files.write(root.resolve("a.txt"), "01".getBytes(UTF_8));
            } catch (IOException failure) {
              throw new AssertionError(failure);
            }
            return super.respond(newStatus, fields, count);
          }
        };
    assertThatThrownBy(() -> ask(files, request)).isInstanceOf(EOFException.class);
    assertThat(request.hasEnded).isFalse();
  }
}
