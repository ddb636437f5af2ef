package dev.gonzo.tls;

import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.stream.Input;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.testing.VirtualTime;
import dev.gonzo.tls.Transcript.Hello;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The random bytes of a connection come from the kernel that has opened it. */
@Tag("realTime")
class KernelRandomTest {
  private static final String CBC = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";

  private static Certificates certificates;

  @BeforeAll
  static void make() {
    certificates = Certificates.made();
  }

  /** The options of both sides, which no other connection has used. */
  private record Sides(TlsOptions client, TlsOptions server) {
    static Sides with(String certificate) {
      return new Sides(certificates.client(), certificates.server(certificate));
    }

    Sides withVersion(String version) {
      return new Sides(client.withVersions(version), server.withVersions(version));
    }

    /** A client of a host without a port, for which the JDK keeps no sessions. */
    Handshake.Side unresumed() {
      return client.client("localhost", -1);
    }
  }

  /** What a client does with a connection, whose server sends back what comes. */
  @FunctionalInterface
  private interface Client {
    void use(TlsStream stream) throws IOException;
  }

  /** What both sides have sent. */
  private record Conversation(Transcript client, Transcript server) {
    List<Hello> hellos() {
      return List.of(client.hello(), server.hello());
    }
  }

  private static void exchange(TlsStream stream, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      stream.writeAll(new byte[] {(byte) i}, 0, 1);
      assertThat(Input.of(stream).readExactly(1)).containsExactly(i);
    }
  }

  private static Conversation talk(Sides sides, Handshake.Side side, Client client)
      throws IOException {
    var pipe = MemoryStreams.of(100_000);
    var conversation = new Conversation(new Transcript(pipe.left()), new Transcript(pipe.right()));
    Task<?> server =
        spawn(() -> {
          try (var stream = Tls.server(conversation.server, sides.server)) {
            Serving.echo(stream);
          }
        });
    try (var stream = Handshake.over(conversation.client, sides.client, side)) {
      client.use(stream);
    }
    server.join();
    return conversation;
  }

  private static Conversation seeded(long seed, Sides sides) throws Exception {
    return seeded(seed, sides, 1).getFirst();
  }

  private static List<Conversation> seeded(long seed, Sides sides, int connections)
      throws Exception {
    return seeded(seed, sides, sides.unresumed(), connections);
  }

  /** Opens connections, one after the other, in a kernel whose seed determines its random bytes. */
  private static List<Conversation> seeded(
      long seed, Sides sides, Handshake.Side side, int connections) throws Exception {
    var conversations = new ArrayList<Conversation>();
    SeededEntropy entropy =
        SeededEntropy.run(
            VirtualTime.kernel(),
            seed,
            () -> {
              for (int i = 0; i < connections; i++) {
                conversations.add(talk(sides, side, stream -> exchange(stream, 20)));
              }
            });
    // One request for each end of a connection, and no other.
    assertThat(entropy.requests)
        .isEqualTo(Collections.nCopies(2 * connections, HmacDrbg.SEED_BYTES));
    return conversations;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_kernel_with_the_same_bytes_has_the_same_handshake(String version) throws Exception {
    Conversation first = seeded(1, Sides.with("localhost").withVersion(version));
    Conversation again = seeded(1, Sides.with("localhost").withVersion(version));
    assertThat(again.hellos()).isEqualTo(first.hellos());
    assertThat(again.client.records().getFirst()).isEqualTo(first.client.records().getFirst());
  }

  @Test
  void with_a_signature_without_a_nonce_the_client_sends_the_same_to_its_last_byte()
      throws Exception {
    List<String> first = seeded(1, Sides.with("edwards")).client.records();
    assertThat(first).hasSizeGreaterThan(20);
    assertThat(seeded(1, Sides.with("edwards")).client.records()).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_kernel_with_other_bytes_has_another_handshake(String version) throws Exception {
    Conversation first = seeded(1, Sides.with("localhost").withVersion(version));
    Conversation other = seeded(2, Sides.with("localhost").withVersion(version));
    for (int side = 0; side < 2; side++) {
      assertThat(other.hellos().get(side).made())
          .hasSizeGreaterThanOrEqualTo(version.equals("TLSv1.2") ? 1 : 2)
          .doesNotContainAnyElementsOf(first.hellos().get(side).made());
    }
    if (version.equals("TLSv1.3")) {
      assertThat(other.client.hello().sessionId())
          .hasSize(64)
          .isNotEqualTo(first.client.hello().sessionId());
    }
  }

  @Test
  void connections_of_one_kernel_share_no_bytes() throws Exception {
    var made = new ArrayList<String>();
    for (Conversation each : seeded(1, Sides.with("localhost"), 3)) {
      each.hellos().forEach(hello -> made.addAll(hello.made()));
      made.add(each.client.hello().sessionId());
    }
    // The random numbers, a key of each side at least, and the session id.
    assertThat(made).hasSizeGreaterThanOrEqualTo(3 * 5).doesNotHaveDuplicates();
  }

  @Test
  void options_shared_by_kernels_take_the_bytes_of_the_kernel_that_computes() throws Exception {
    int kernels = 2;
    int connections = 5;
    Sides shared = Sides.with("localhost");
    var together = new ArrayList<List<Hello>>();
    try (var threads = Executors.newFixedThreadPool(kernels)) {
      var running = new ArrayList<Callable<List<Hello>>>();
      for (int kernel = 0; kernel < kernels; kernel++) {
        int seed = kernel;
        running.add(() -> hellos(seeded(seed, shared, connections)));
      }
      for (Future<List<Hello>> ended : threads.invokeAll(running)) {
        together.add(ended.get());
      }
    }
    for (int seed = 0; seed < kernels; seed++) {
      assertThat(together.get(seed))
          .isEqualTo(hellos(seeded(seed, Sides.with("localhost"), connections)));
    }
  }

  private static List<Hello> hellos(List<Conversation> conversations) {
    return conversations.stream().flatMap(each -> each.hellos().stream()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_session_is_resumed_in_another_kernel(String version) throws Exception {
    Sides shared = Sides.with("localhost").withVersion(version);
    var created = new ArrayList<Long>();
    for (int seed = 0; seed < 3; seed++) {
      SeededEntropy.run(
          VirtualTime.kernel(),
          seed,
          () -> {
            Handshake.Side side = shared.client.client("localhost", 443);
            Conversation _ =
                talk(
                    shared,
                    side,
                    stream -> {
                      exchange(stream, 1);
                      created.add(stream.session().getCreationTime());
                    });
          });
    }
    assertThat(created).hasSize(3).containsOnly(created.getFirst());
  }

  @Test
  void the_default_options_take_the_bytes_of_the_kernel_too() throws Exception {
    var hellos = new ArrayList<Hello>();
    for (long seed : new long[] {1, 1, 2}) {
      SeededEntropy.run(
          VirtualTime.kernel(),
          seed,
          () -> {
            var pipe = MemoryStreams.of(10_000);
            var transcript = new Transcript(pipe.left());
            Task<?> client =
                spawn(() -> {
                  try (var _ = Tls.client(transcript, "example.org", TlsOptions.defaults())) {
                    throw new AssertionError("there is no server");
                  } catch (IOException closed) {
                    // as expected
                  }
                });
            assertThat(pipe.right().read(new byte[1], 0, 1)).isEqualTo(1);
            pipe.right().close();
            client.join();
            hellos.add(transcript.hello());
          });
    }
    assertThat(hellos.get(1)).isEqualTo(hellos.get(0));
    assertThat(hellos.get(2).made()).doesNotContainAnyElementsOf(hellos.get(0).made());
  }

  /** Of all records, only those of old cipher suites have random bytes: the IV of each. */
  @Test
  void records_take_the_bytes_of_the_kernel_too() throws Exception {
    var sent = new ArrayList<List<String>>();
    for (long seed : new long[] {1, 1, 2}) {
      Sides sides = Sides.with("edwards").withVersion("TLSv1.2");
      Handshake.Side old =
          context -> {
            SSLEngine engine = sides.unresumed().engine(context);
            engine.setEnabledCipherSuites(new String[] {CBC});
            return engine;
          };
      List<String> records = seeded(seed, sides, old, 1).getFirst().client.records();
      // 20 records with a byte each, and the close_notify.
      sent.add(records.subList(records.size() - 21, records.size()));
    }
    assertThat(sent.get(0)).doesNotHaveDuplicates().isEqualTo(sent.get(1));
    assertThat(sent.get(2)).doesNotContainAnyElementsOf(sent.get(0));
  }

  @Test
  void a_handshake_takes_nothing_from_the_jvm_in_any_thread() throws Exception {
    try (var spy = JvmRandomSpy.open()) {
      Conversation _ = seeded(1, Sides.with("edwards"));
      List<List<StackTraceElement>> readers =
          spy.readers.stream().filter(KernelRandomTest::isOfTls).toList();
      // The JDK reads a number when a context is created, and does not use it.
      assertThat(readers)
          .isNotEmpty()
          .allSatisfy(stack ->
              assertThat(stack).anyMatch(call -> call.getMethodName().equals("engineInit")));
    }
  }

  private static boolean isOfTls(List<StackTraceElement> stack) {
    return stack.stream().anyMatch(call -> call.getClassName().startsWith("sun.security.ssl."));
  }

  @Test
  void on_a_kernel_without_random_bytes_they_are_the_jvms() throws Exception {
    var made = new ArrayList<String>();
    for (int i = 0; i < 2; i++) {
      SeededEntropy.run(
          VirtualTime.kernel(),
          asked -> {
            throw new UnsupportedTrapException("a kernel without an environment", asked);
          },
          () -> {
            Sides sides = Sides.with("localhost");
            talk(sides, sides.unresumed(), stream -> exchange(stream, 1))
                .hellos()
                .forEach(hello -> made.addAll(hello.made()));
          });
    }
    assertThat(made).hasSizeGreaterThanOrEqualTo(2 * 4).doesNotHaveDuplicates();
  }

  @Test
  void a_handshake_that_gets_no_seed_closes_the_stream() throws Exception {
    var failure = new IllegalStateException("the recording has no more random bytes");
    SeededEntropy.run(
        VirtualTime.kernel(),
        _ -> {
          throw failure;
        },
        () -> {
          var pipe = MemoryStreams.of(100);
          assertThatThrownBy(() -> Tls.client(pipe.left(), "localhost", TlsOptions.defaults()))
              .isSameAs(failure);
          assertThat(pipe.left().isClosed()).isTrue();
        });
  }

  @Test
  void outside_kernels_a_context_has_the_jvms_random_bytes() throws Exception {
    Sides sides = Sides.with("localhost");
    Conversation _ = seeded(1, sides);
    SSLContext context = Objects.requireNonNull(sides.client.credentials().contextOrNull());
    var sent = new ArrayList<ByteBuffer>();
    for (int i = 0; i < 2; i++) {
      SSLEngine engine = sides.unresumed().engine(context);
      var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      var _ = engine.wrap(ByteBuffer.allocate(0), record);
      sent.add(record.flip());
    }
    assertThat(sent.getFirst().remaining()).isGreaterThan(100);
    assertThat(sent.getFirst()).isNotEqualTo(sent.getLast());
  }

  @Test
  void the_defaults_of_a_program_for_the_whole_jvm_keep_their_own() throws Exception {
    SSLContext standard = SSLContext.getDefault();
    SSLContext own = SSLContext.getInstance("TLS");
    own.init(null, null, null);
    try {
      assertThat(contextOfDefaults()).isNotSameAs(standard);
      SSLContext.setDefault(own);
      assertThat(contextOfDefaults()).isSameAs(own);
      SSLContext.setDefault(standard);
      System.setProperty("javax.net.ssl.keyStore", "client.p12");
      assertThat(contextOfDefaults()).isSameAs(standard);
    } finally {
      System.clearProperty("javax.net.ssl.keyStore");
      SSLContext.setDefault(standard);
    }
  }

  private static SSLContext contextOfDefaults() throws Exception {
    KeyFiles none = Gonzo.run(() -> KeyFiles.read(List.of()));
    return Credentials.standard().context(none);
  }

  @Test
  void it_gives_random_bytes_by_all_its_methods() {
    var generator = new HmacDrbg(new byte[HmacDrbg.SEED_BYTES]);
    var expected = new byte[8];
    new HmacDrbg(new byte[HmacDrbg.SEED_BYTES]).nextBytes(expected);
    var random = new KernelRandom();
    assertThat(KernelRandom.<byte[], RuntimeException>from(generator, () -> random.generateSeed(8)))
        .isEqualTo(expected);
    long first = KernelRandom.<Long, RuntimeException>from(generator, random::nextLong);
    assertThat(first).isNotEqualTo(random.nextLong());
  }
}
