package dev.gonzo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.server.Compression;
import dev.gonzo.http.server.EventWriter;
import dev.gonzo.http.server.Router;
import dev.gonzo.http.server.StaticFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Files, compressed responses and events, as curl sees them. */
@Tag("realTime")
@ParameterizedClass
@ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
class CurlTest {
  private final String version;
  @TempDir Path directory;
  private Path www;
  private byte[] large;

  CurlTest(String version) {
    this.version = version;
  }

  @BeforeEach
  void makeFiles() throws IOException {
    www = Files.createDirectory(directory.resolve("www"));
    large = new byte[3_000_000];
    new Random(1).nextBytes(large);
    Files.write(www.resolve("large.bin"), large);
    Files.writeString(www.resolve("text.txt"), "some text ".repeat(1000));
    Files.writeString(directory.resolve("secret.txt"), "secret");
    FileTime past = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(www.resolve("large.bin"), past);
    Files.setLastModifiedTime(www.resolve("text.txt"), past);
  }

  private String curl(Object... arguments) throws Exception {
    var command = new String[arguments.length + 5];
    System.arraycopy(new String[] {"curl", "-sS", "--max-time", "60", version}, 0, command, 0, 5);
    for (int i = 0; i < arguments.length; i++) {
      command[i + 5] = arguments[i].toString();
    }
    try (var program = PeerProgram.start(command)) {
      return program.rest();
    }
  }

  private PeerServer serving() throws IOException {
    return PeerServer.start(
        Router.of()
            .with(Compression.gzip())
            .get(
                "/events",
                exchange -> {
                  try (EventWriter events = exchange.events()) {
                    events.send("one");
                    events.send("two");
                  }
                })
            .mount("/files", StaticFiles.below(www).withListings()));
  }

  @Test
  void a_download_is_continued_where_it_was_cut() throws Exception {
    try (var server = serving()) {
      Path target = directory.resolve("copy");
      Files.write(target, java.util.Arrays.copyOf(large, 1_234_567));
      String address = server.address("/files/large.bin");
      assertThat(curl("-C", "-", "-o", target, "-w", "%{http_code} %{size_download}", address))
          .isEqualTo("206 " + (large.length - 1_234_567));
      assertThat(Files.readAllBytes(target)).isEqualTo(large);
    }
  }

  @Test
  void a_file_that_has_not_changed_is_not_sent_again() throws Exception {
    try (var server = serving()) {
      String address = server.address("/files/text.txt");
      Path tag = directory.resolve("tag");
      Path target = directory.resolve("copy");
      Object[][] asked = {
        {"--etag-save", tag, "200"},
        {"--etag-compare", tag, "304"},
        {"-z", "1 Jan 2021 00:00:00 GMT", "304"},
        {"-z", "1 Jan 2019 00:00:00 GMT", "200"}
      };
      for (Object[] each : asked) {
        assertThat(curl(each[0], each[1], "-o", target, "-w", "%{http_code}", address))
            .isEqualTo(each[2]);
      }
    }
  }

  @Test
  void a_compressed_response_is_what_was_sent() throws Exception {
    try (var server = serving()) {
      String address = server.address("/files/text.txt");
      Path target = directory.resolve("copy");
      assertThat(curl("--compressed", "-o", target, "-w", "%{size_download}", address))
          .hasSizeLessThan(4);
      assertThat(Files.readString(target)).isEqualTo("some text ".repeat(1000));
      assertThat(curl("--compressed", "-I", address))
          .contains("content-encoding: gzip")
          .doesNotContain("content-length");
    }
  }

  @Test
  void paths_that_lead_out_are_refused() throws Exception {
    try (var server = serving()) {
      for (String path :
          new String[] {
            "/files/../../secret.txt",
            "/files/..%2f..%2fsecret.txt",
            "/files/%2e%2e/secret.txt",
            "/../secret.txt",
            "/files/..%5csecret.txt",
            "/files/%00",
            "/files//secret.txt"
          }) {
        assertThat(curl("--path-as-is", "-w", "%{http_code}", server.address(path)))
            .as(path)
            .containsPattern("40[04]$")
            .doesNotStartWith("secret");
      }
      assertThat(curl(server.address("/files/"))).contains("<a href=\"./large.bin\">");
    }
  }

  @Test
  void events_end_with_the_handler() throws Exception {
    try (var server = serving()) {
      assertThat(curl("-N", server.address("/events"))).isEqualTo("data: one\n\ndata: two\n\n");
    }
  }
}
