package dev.gonzo.check;

import static dev.gonzo.check.Sources.check;

import org.junit.jupiter.api.Test;

/** Each definite fault, and that the corrected code is silent. */
class FaultsTest {
  @Test
  void an_async_call_in_a_static_initialiser() {
    check(
        """
        class Config {
          static final String NAME = fetch(); //! static-initialiser
          static { sleep(ofMillis(1)); } //! static-initialiser
          static String fetch() { sleep(ofMillis(1)); return "x"; }
        }
        enum Level { LOW(1); Level(int i) { Config.fetch(); } } //! static-initialiser
        interface Place { String HERE = Config.fetch(); } //! static-initialiser
        """);
    check(
        """
        class Config {
          static final String NAME = run(() -> fetch());
          static final AsyncCallable<String, RuntimeException> LATER = () -> fetch();
          final String name = fetch();
          static String fetch() { sleep(ofMillis(1)); return "x"; }
        }
        """);
  }

  @Test
  void an_async_call_in_code_for_an_executor_or_a_thread() {
    check(
        """
        class Main {
          void work(ExecutorService pool, ScheduledExecutorService timer, Object it) {
            pool.submit(() -> sleep(ofMillis(1))); //! wrong-thread
            pool.execute(() -> spawn(() -> {})); //! wrong-thread
            timer.schedule(() -> sleep(ofMillis(1)), 1, TimeUnit.SECONDS); //! wrong-thread
            new Thread(() -> sleep(ofMillis(1))).start(); //! wrong-thread
            Thread.startVirtualThread(() -> sleep(ofMillis(1))); //! wrong-thread
            Thread.ofVirtual().start(() -> sleep(ofMillis(1))); //! wrong-thread
            CompletableFuture.runAsync(() -> sleep(ofMillis(1))); //! wrong-thread
            CompletableFuture.runAsync(() -> sleep(ofMillis(1)), pool); //! wrong-thread
            java.lang.ref.Cleaner.create().register(it, () -> sleep(ofMillis(1))); //! wrong-thread
            Runtime.getRuntime().addShutdownHook(new Thread(this::end)); //! wrong-thread
          }
          void end() { sleep(ofMillis(1)); }
        }
        class Worker extends Thread {
          @Override public void run() { Gonzo.sleep(ofMillis(1)); } //! wrong-thread
        }
        class Later extends TimerTask {
          @Override public void run() { Gonzo.sleep(ofMillis(1)); } //! wrong-thread
        }
        """);
    check(
        """
        class Main {
          void work(ExecutorService pool) {
            EntryPoint door = EntryPoint.open();
            pool.submit(() -> door.call(() -> sleep(ofMillis(1))));
            pool.submit(() -> run(() -> sleep(ofMillis(1))));
            pool.submit(() -> { try { sleep(ofMillis(1)); } catch (OutsideKernelException e) {} });
            pool.submit(() -> { if (Coroutine.isRunning()) sleep(ofMillis(1)); });
            spawn(() -> sleep(ofMillis(1)));
          }
        }
        """);
  }

  @Test
  void an_async_call_in_code_for_an_ordinary_thread() throws Exception {
    check(
        """
        class Main {
          void work() throws Exception {
            runInThread(() -> sleep(ofMillis(1))); //! wrong-thread
            runInThread(() -> { sleep(ofMillis(1)); return 1; }); //! wrong-thread
            AsyncThread.start("a", () -> sleep(ofMillis(1))); //! wrong-thread
            Coroutine.syncOrAsync(
                () -> { sleep(ofMillis(1)); return 1; }, //! wrong-thread
                () -> 2);
          }
          @SyncOnly void block() { sleep(ofMillis(1)); } //! wrong-thread
        }
        """);
    check(
        """
        class Main {
          void work() throws Exception {
            AsyncThread.start("a", () -> AsyncThread.await(() -> sleep(ofMillis(1))));
            Coroutine.syncOrAsync(() -> 1, () -> { sleep(ofMillis(1)); return 2; });
          }
        }
        """);
  }

  @Test
  void an_async_call_in_main_outside_run() {
    check(
        """
        void main() {
          sleep(ofMillis(1)); //! outside-run
          greet(); //! outside-run
          run(() -> greet());
        }
        void greet() { sleep(ofMillis(1)); }
        """);
  }

  @Test
  void an_async_call_in_a_method_of_every_object() {
    check(
        """
        class Main implements Comparable<Main> {
          @Override public boolean equals(Object other) { return load() == 1; } //! object-method
          @Override public int hashCode() { return load(); } //! object-method
          @Override public String toString() { return "" + load(); } //! object-method
          @Override public int compareTo(Main other) { return load(); } //! object-method
          int load() { sleep(ofMillis(1)); return 1; }
          String toString(int it) { return "" + load(); }
        }
        """);
  }

  @Test
  void a_native_block_inside_a_coroutine() {
    check(
        """
        class Main {
          void work() throws Exception {
            run(() -> IO.readln()); //! native-block
            run(() -> System.in.read()); //! native-block
            run(this::config); //! native-block
            timeoutAfter(ofSeconds(1), () -> IO.readln()); //! native-block
            run(() -> runInThread(() -> IO.readln()));
          }
          String config() throws Exception {
            return java.nio.file.Files.readString(java.nio.file.Path.of("x"));
          }
          @Async String marked() { return IO.readln(); } //! native-block
        }
        """);
  }

  @Test
  void a_sync_only_call_inside_a_coroutine() {
    check(
        """
        class Main {
          @SyncOnly(instead = "later()") static void block() {}
          void work() {
            run(() -> block()); //! sync-only
            run(Main::block); //! sync-only
            run(() -> indirectly()); //! sync-only
            block();
          }
          void indirectly() { block(); }
        }
        """);
  }

  @Test
  void a_catch_that_swallows_cancellations() {
    check(
        """
        class Main {
          void work() {
            try { sleep(ofMillis(1)); } catch (Throwable t) {} //! swallowed-cancellation
            try { nap(); } catch (Error e) { IO.println("no: " + e); } //! swallowed-cancellation
            try { nap(); } catch (RuntimeException | Error e) { //! swallowed-cancellation
              e.printStackTrace();
            }
            for (;;) { try { nap(); } catch (Throwable _) { continue; } } //! swallowed-cancellation
          }
          void nap() { sleep(ofMillis(1)); }
        }
        """);
    check(
        """
        class Main {
          Throwable kept;
          void work() throws Exception {
            try { nap(); } catch (Exception e) { IO.println(e); }
            try { nap(); } catch (Throwable t) { IO.println(t); throw t; }
            try { nap(); } catch (Cancelled c) { throw c; } catch (Throwable t) { IO.println(t); }
            try { nap(); } catch (Throwable t) { kept = t; }
            try { nap(); } catch (Throwable t) { pass(t); }
            try { IO.println(); } catch (Throwable t) { IO.println(t); }
            try { withoutCancellation(() -> nap()); } catch (Throwable t) { IO.println(t); }
            try { spawn(() -> nap()); } catch (Throwable t) { IO.println(t); }
          }
          void pass(Throwable t) {}
          void nap() { sleep(ofMillis(1)); }
        }
        """);
  }

  @Test
  void an_override_of_another_colour() {
    check(
        """
        interface Store {
          @Async void save();
          @SyncOnly void flush();
          void clear();
          @Async(Suspension.NEVER) int size();
        }
        class Wrong implements Store {
          @Override @SyncOnly public void save() {} //! override
          @Override @Async public void flush() {} //! override
          @Override @Async public void clear() {} //! override
          @Override @Async public int size() { return 1; } //! override
          @Async @SyncOnly public void both() {} //! override
        }
        class Right implements Store, AutoCloseable {
          @Override public void save() { sleep(ofMillis(1)); }
          @Override @SyncOnly public void flush() {}
          @Override public void clear() { sleep(ofMillis(1)); }
          @Override @Async(Suspension.NEVER) public int size() { return 1; }
          @Override @Async public void close() {}
        }
        """);
  }

  @Test
  void a_dropped_coroutine_or_task() {
    check(
        """
        class Main {
          void work() {
            Coroutine.of(() -> 1); //! dropped
            AsyncRunnable<RuntimeException> body = () -> Coroutine.of(() -> 1); //! dropped
            dev.gonzo.generator.Generator.of(out -> {}); //! dropped
            spawn(() -> { return load(); }); //! dropped
            spawn("a", () -> { if (load() > 1) return load(); return null; }); //! dropped
          }
          void right() {
            Coroutine<Integer> one = Coroutine.of(() -> 1);
            await(Coroutine.of(() -> 1));
            spawn(() -> { load(); });
            spawn(() -> load());
            Task<Integer> task = spawn(() -> { return load(); });
          }
          int load() { sleep(ofMillis(1)); return 1; }
        }
        """);
  }

  @Test
  void a_run_inside_a_coroutine() {
    check(
        """
        class Main {
          void work() {
            run(() -> run(() -> sleep(ofMillis(1)))); //! nested-run
            spawn(() -> start()); //! nested-run
            run(() -> { new Thread(() -> run(() -> sleep(ofMillis(1)))).start(); });
          }
          void start() { run(() -> sleep(ofMillis(1))); }
        }
        """);
  }

  @Test
  void an_async_call_while_a_monitor_is_held() {
    check(
        """
        class Main {
          final Object lock = new Object();
          void work(ConcurrentHashMap<String, String> map) {
            synchronized (lock) {
              sleep(ofMillis(1)); //! synchronized
              sleep(ofMillis(2));
            }
            synchronized (lock) { spawn(() -> sleep(ofMillis(1))); }
            map.computeIfAbsent("a", key -> load()); //! synchronized
          }
          synchronized void method() { load(); } //! synchronized
          String load() { sleep(ofMillis(1)); return ""; }
        }
        """);
  }
}
