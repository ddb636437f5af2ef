package dev.gonzo.monitor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.monitor.TargetProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Looking into another process, which knows nothing of the monitor. */
@Tag("realTime")
@Timeout(300)
class AttachmentTest {
  @TempDir Path directory;

  private static List<TaskFacts> all(MonitorClient client, int kernel) throws IOException {
    var tasks = new ArrayList<TaskFacts>();
    long from = 0;
    while (from >= 0) {
      var page =
          (TaskPage.Tasks)
              client.tasks(kernel, new TaskQuestion(from, 1_000, "", false, List.of()));
      tasks.addAll(page.tasks());
      from = page.next();
    }
    return tasks;
  }

  private static Map<String, TaskFacts> byName(List<TaskFacts> tasks) {
    var named = new HashMap<String, TaskFacts>();
    tasks.forEach(task -> named.put(task.name(), task));
    return named;
  }

  @Test
  void a_program_started_by_plain_java_is_looked_into_and_left_as_it_was() throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    String flag = "-Djava.io.tmpdir=" + temporary;
    try (var target =
        TargetProcess.start(directory, 2_500, flag, "-Ddev.gonzo.monitor.patience=0")) {
      // On a machine with much to do a JVM may not answer in time.
      while (JavaProcesses.withKernels().stream()
          .noneMatch(one -> one.pid() == target.pid() && one.answers())) {
        Thread.onSpinWait();
      }
      for (int round = 0; round < 2; round++) {
        try (var client = Attachment.connect(target.pid())) {
          assertThat(client.pid()).isEqualTo(target.pid());
          assertThat(client.program()).contains("TargetProgram 2500");
          KernelFacts kernel = client.kernels().getFirst();
          assertThat(kernel.tasks()).isEqualTo(2_505);
          List<TaskFacts> tasks = all(client, kernel.number());
          assertThat(tasks).hasSize(2_505);
          TaskFacts waiter = byName(tasks).get("waiter");
          TaskFacts holder = byName(tasks).get("holder");
          assertThat(waiter.subject()).isEqualTo("Lock account[held by holder, 1 wait]");
          assertThat(waiter.holders()).containsExactly(holder.id());
          assertThat(byName(tasks).get("joiner").holders()).containsExactly(holder.id());
          assertThat(holder.trap()).isEqualTo("Sleep");
          assertThat(holder.ageNanos()).isPositive();
          // A second tool uses the same socket.
          try (var other = Attachment.connect(target.pid())) {
            assertThat(other.kernels()).hasSize(1);
            try (Stream<Path> left = Files.list(temporary)) {
              assertThat(left.filter(each -> each.toString().contains("gonzo-monitor"))).hasSize(1);
            }
          }
        }
      }
      // The server notices that its last tool has left.
      long end = System.nanoTime() + 60_000_000_000L;
      while (isOpen(temporary) && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      assertThat(isOpen(temporary)).isFalse();
    }
  }

  private static boolean isOpen(Path temporary) throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.anyMatch(each -> each.toString().contains("gonzo-monitor"));
    }
  }

  @Test
  void what_cannot_be_looked_into_is_explained() throws Exception {
    assertThatThrownBy(() -> Attachment.connect(Integer.MAX_VALUE))
        .hasMessageContaining("there is no process");
    try (var plain =
        TargetProcess.start(
            directory, WithoutKernel.class, TargetProcess.withoutMonitor(), List.of())) {
      assertThatThrownBy(() -> Attachment.connect(plain.pid()))
          .hasMessageContaining("has not called run yet");
      assertThat(JavaProcesses.withKernels())
          .noneMatch(one -> one.pid() == plain.pid() && one.answers());
    }
    try (var closed = TargetProcess.start(directory, 0, "-XX:-EnableDynamicAgentLoading")) {
      assertThatThrownBy(() -> Attachment.connect(closed.pid()))
          .hasMessageContaining("call Monitor.open(path)");
    }
  }

  /** A program without Gonzo, which ends with its standard input. */
  public static final class WithoutKernel {
    private WithoutKernel() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println("ready");
      while (System.in.read() >= 0) {}
    }
  }

  /** Has Gonzo in a class loader of its own, as an application server does. */
  public static final class WithOwnLoader {
    private WithOwnLoader() {}

    public static void main(String[] arguments) throws Exception {
      var urls = new ArrayList<java.net.URL>();
      for (String entry : arguments[0].split(java.io.File.pathSeparator)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
      var loader =
          new java.net.URLClassLoader(
              urls.toArray(java.net.URL[]::new), ClassLoader.getPlatformClassLoader());
      loader
          .loadClass("dev.gonzo.monitor.TargetProgram")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {"0"});
    }
  }

  @Test
  void a_program_may_have_gonzo_in_a_class_loader_of_its_own() throws Exception {
    Path classes =
        Path.of(WithOwnLoader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    // The launcher of the program sees one class, and nothing of Gonzo.
    Path alone = directory.resolve("alone");
    String name = WithOwnLoader.class.getName().replace('.', '/') + ".class";
    Files.createDirectories(alone.resolve(name).getParent());
    Files.copy(classes.resolve(name), alone.resolve(name));
    try (var target =
            TargetProcess.start(
                directory,
                WithOwnLoader.class,
                alone.toString(),
                List.of(TargetProcess.withoutMonitor()));
        var client = Attachment.connect(target.pid())) {
      assertThat(byName(all(client, client.kernels().getFirst().number()))).containsKey("waiter");
    }
  }

  @Test
  void a_program_may_lack_modules_and_have_a_long_path_for_temporary_files() throws Exception {
    Path temporary = Files.createDirectories(directory.resolve("long".repeat(30)));
    try (var target =
        TargetProcess.start(
            directory,
            0,
            "-Djava.io.tmpdir=" + temporary,
            "-Ddev.gonzo.monitor.patience=0",
            "--limit-modules=java.base,jdk.unsupported")) {
      try (var client = Attachment.connect(target.pid())) {
        assertThat(byName(all(client, client.kernels().getFirst().number()))).containsKey("waiter");
      }
      assertThat(temporary).isEmptyDirectory();
    }
  }

  @Test
  void a_thread_dump_of_the_jdk_lists_every_task_and_attaching_leaves_that_to_the_jvm()
      throws Exception {
    try (var target = TargetProcess.start(directory, 3)) {
      try (var client = Attachment.connect(target.pid())) {
        assertThat(client.kernels()).hasSize(1);
        Path dump = directory.resolve("dump.json");
        jcmd(target.pid(), "Thread.dump_to_file", "-format=json", dump.toString());
        String json = Files.readString(dump);
        assertThat(json).contains("\"main\"", "\"holder\"", "\"waiter\"", "\"joiner\"");
        assertThat(json).contains("\"sleeper-0\"", "\"sleeper-1\"", "\"sleeper-2\"");
        // What a task waits at is in its stack: each trap is a method.
        assertThat(json).contains("dev.gonzo.Gonzo.sleep", "dev.gonzo.sync.Lock.acquire");
      }
      // SIGQUIT is the JVM's own: it prints the threads and goes on.
      assertThat(new ProcessBuilder("kill", "-QUIT", "" + target.pid()).start().waitFor()).isZero();
      assertThat(target.awaitLine("Full thread dump")).contains("Full thread dump");
    }
  }

  private static void jcmd(long pid, String... command) throws Exception {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add(Long.toString(pid));
    line.addAll(List.of(command));
    var process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
  }
}
