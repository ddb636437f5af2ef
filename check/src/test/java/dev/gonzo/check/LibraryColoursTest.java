package dev.gonzo.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryColoursTest {
  private static final String CLIENT =
      """
      package lib;
      import dev.gonzo.*;
      public class Client extends Base implements Source<String> {
        public final int first;
        public Client() { first = read(); }
        public static int read() { Gonzo.sleep(java.time.Duration.ofMillis(1)); return 1; }
        public static int indirectly() { return read(); }
        public static void config() throws java.io.IOException { System.in.read(); }
        public static void starts() { Gonzo.run(() -> read()); }
        @Async public static void marked() { read(); }
        public static int both() { return Coroutine.isRunning() ? read() : 0; }
        public static Runnable later() { return () -> read(); }
        public void inherits() { inherited(); }
        @Override public String get() { return "" + read(); }
        public static int plain() { return 1; }
      }
      class Base { void inherited() { Client.read(); } }
      interface Source<T> { T get(); }
      """;

  @TempDir Path directory;

  private Path library() throws IOException {
    Path file = directory.resolve("lib/Client.java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, CLIENT);
    Path classes = directory.resolve("classes");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                Sources.gonzo().toString(),
                "-d",
                classes.toString(),
                file.toString());
    assertThat(status).isZero();
    return classes;
  }

  private Path jar(Path classes) throws IOException {
    Path jar = directory.resolve("client.jar");
    try (var output = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> {
            try {
              output.putNextEntry(new JarEntry(classes.relativize(file).toString()));
              Files.copy(file, output);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return jar;
  }

  private static LibraryColours infer(Path library) throws IOException {
    return LibraryColours.infer(library, LibraryColoursTest.class.getClassLoader());
  }

  @Test
  void colours_follow_from_calls_also_inherited_and_by_bridges() throws IOException {
    var inferred = infer(library());
    assertThat(inferred.classes()).isEqualTo(3);
    assertThat(inferred.skipped()).isEmpty();
    assertThat(inferred.colours().toString().lines())
        .startsWith("gonzo colours 1")
        .filteredOn(line -> line.startsWith("suspends") || line.startsWith("blocks"))
        .containsExactly(
            "suspends lib/Base.inherited()V lib/Client.read()I",
            "suspends lib/Client.<init>()V lib/Client.read()I",
            "suspends lib/Client.get()Ljava/lang/Object; lib/Client.get()Ljava/lang/String;",
            "suspends lib/Client.get()Ljava/lang/String; lib/Client.read()I",
            "suspends lib/Client.indirectly()I lib/Client.read()I",
            "suspends lib/Client.inherits()V lib/Base.inherited()V",
            "suspends lib/Client.lambda$later$0()V lib/Client.read()I",
            "suspends lib/Client.lambda$starts$0()Ljava/lang/Integer; lib/Client.read()I",
            "suspends lib/Client.read()I dev/gonzo/Gonzo.sleep(Ljava/time/Duration;)V",
            "blocks lib/Client.config()V java/lang/System.in");
    assertThat(inferred.colours().toString())
        .contains("\nstarts-kernel lib/Client.starts()V dev/gonzo/Gonzo.run(");
    assertThat(infer(jar(directory.resolve("classes"))).colours().toString())
        .isEqualTo(inferred.colours().toString());
  }

  private void checkUse(Path library) {
    var found =
        Sources.compile(
            List.of(library),
            List.of(),
            """
            import lib.Client;
            class Main {
              static final int ONE = Client.indirectly();
              static final int TWO = Client.both() + Client.plain();
              void work(ExecutorService pool) throws Exception {
                pool.execute(Client::new);
                run(() -> Client.config());
                run(() -> Client.starts());
                Client.later();
              }
            }
            """);
    assertThat(found.stream().map(each -> each.line() + " " + each.label()))
        .containsExactlyInAnyOrder(
            "3 gonzo:static-initialiser",
            "6 gonzo:wrong-thread",
            "7 gonzo:native-block",
            "8 gonzo:nested-run");
    assertThat(found.getFirst().text())
        .startsWith("Client.indirectly() can suspend (it calls Gonzo.sleep())");
  }

  @Test
  void the_plug_in_finds_stored_colours_in_a_directory_and_in_a_jar() throws IOException {
    Path classes = library();
    Path jar = jar(classes);
    assertThat(Sources.compile(List.of(jar), List.of(), "class A { int a = lib.Client.read(); }"))
        .isEmpty();
    infer(classes).store(classes);
    checkUse(classes);
    infer(jar).store(jar);
    checkUse(jar);
  }

  @Test
  void storing_the_same_colours_again_leaves_the_jar_alone() throws IOException {
    Path jar = jar(library());
    infer(jar).store(jar);
    byte[] once = Files.readAllBytes(jar);
    infer(jar).store(jar);
    assertThat(Files.readAllBytes(jar)).isEqualTo(once);
  }

  @Test
  void damaged_classes_are_named_and_skipped() throws IOException {
    Path classes = library();
    Files.write(classes.resolve("lib/Broken.class"), new byte[] {1, 2, 3});
    byte[] cut = Files.readAllBytes(classes.resolve("lib/Client.class"));
    for (int length = 10; length < cut.length; length += 97) {
      Files.write(
          classes.resolve("lib/Cut" + length + ".class"), java.util.Arrays.copyOf(cut, length));
    }
    Files.write(classes.resolve("lib/Source.class"), new byte[17 << 20]);
    var inferred = infer(classes);
    assertThat(inferred.skipped())
        .contains(
            "lib/Broken.class: it is no class file that Java "
                + Runtime.version().feature()
                + " can read")
        .contains("lib/Source.class: it has more than 16777216 bytes");
    assertThat(inferred.colours().suspending()).isEqualTo(9);
  }

  @Test
  void changed_bytes_of_a_class_never_stop_the_inference() throws IOException {
    Path classes = library();
    Path file = classes.resolve("lib/Client.class");
    byte[] whole = Files.readAllBytes(file);
    for (int at = 8; at < whole.length; at += 23) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) 0x55;
      Files.write(file, changed);
      assertThat(infer(classes).classes()).isBetween(2, 3);
    }
  }

  @Test
  void what_is_no_jar_is_refused() throws IOException {
    Path file = Files.writeString(directory.resolve("a.jar"), "no jar");
    assertThatThrownBy(() -> infer(file)).isInstanceOf(IOException.class);
  }

  @Test
  void stored_colours_in_another_format_are_refused() {
    assertThatThrownBy(() -> read("gonzo colours 2\n")).hasMessageContaining("do not begin with");
    assertThatThrownBy(() -> read("gonzo colours 1\n\nred a b\n"))
        .hasMessage("line 3 of the stored colours is no colour");
  }

  @Test
  void a_cycle_in_stored_colours_ends() throws IOException {
    var colours = read("gonzo colours 1\nsuspends a.b()V c.d()V\nsuspends c.d()V a.b()V\n");
    assertThat(colours.has(Trait.SUSPENDS, "a.b()V")).isTrue();
    assertThat(colours.reason(Trait.SUSPENDS, "a.b()V")).isEmpty();
  }

  @Test
  void names_with_white_space_spoil_nothing() throws IOException {
    var colours = new ColourFile();
    colours.add(Trait.SUSPENDS, "a.it works()V", "c.d()V");
    colours.add(Trait.SUSPENDS, "a.line\nblocks\u2003x y()V", "c.d()V");
    colours.add(Trait.SUSPENDS, "a.b()V", "a.it works()V");
    ColourFile read = read(colours.toString());
    assertThat(read.toString()).isEqualTo("gonzo colours 1\nsuspends a.b()V a.it_works()V\n");
    assertThat(read.suspending()).isEqualTo(1);
  }

  @Test
  void stored_colours_that_cannot_be_read_are_reported_once() throws IOException {
    Path classes = library();
    Path stored = classes.resolve(ColourFile.PATH);
    Files.createDirectories(stored.getParent());
    Files.writeString(stored, "gonzo colours 2\n");
    assertThat(
            Sources.compile(
                List.of(classes),
                List.of(),
                "class A { int a = lib.Client.read(); int b = lib.Client.plain(); }"))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.kind()).isEqualTo(Diagnostic.Kind.WARNING);
          assertThat(it.text()).contains(ColourFile.PATH, "do not begin with", "--update");
        });
  }

  @Test
  void classes_for_this_version_of_java_have_the_colours_of_their_jar() throws IOException {
    Path classes = library();
    Path versions = classes.resolve("META-INF/versions/9");
    Files.createDirectories(versions);
    Files.writeString(
        classes.resolve("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\nMulti-Release: true\n");
    infer(classes).store(classes);
    Files.createDirectories(versions.resolve("lib"));
    Files.copy(classes.resolve("lib/Client.class"), versions.resolve("lib/Client.class"));
    assertThat(
            Sources.compile(
                List.of(jar(classes)), List.of(), "class A { static int a = lib.Client.read(); }"))
        .singleElement()
        .satisfies(it -> assertThat(it.label()).isEqualTo("gonzo:static-initialiser"));
  }

  @Test
  void a_directory_that_cannot_be_written_is_as_before() throws IOException {
    Path classes = library();
    LibraryColours inferred = infer(classes);
    inferred.store(classes);
    Path stored = classes.resolve(ColourFile.PATH);
    String before = Files.readString(stored);
    Files.writeString(stored, "old");
    // Something that cannot be replaced where the new file would be.
    Path blocked = Files.createDirectories(stored.resolveSibling("colours.new").resolve("a"));
    assertThatThrownBy(() -> inferred.store(classes)).isInstanceOf(IOException.class);
    assertThat(stored).hasContent("old");
    Files.delete(blocked);
    inferred.store(classes);
    assertThat(stored).hasContent(before);
    assertThat(stored.getParent()).isDirectoryNotContaining("glob:**.new");
  }

  private static ColourFile read(String text) throws IOException {
    return ColourFile.read(new ByteArrayInputStream(text.getBytes()));
  }
}
