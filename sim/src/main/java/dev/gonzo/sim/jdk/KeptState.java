package dev.gonzo.sim.jdk;

import dev.gonzo.sim.world.Draws;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a simulation: the statics of the JDK and of libraries, which the first simulation
 * of a JVM initialises and the later ones find. Random numbers for them do not depend on the seed,
 * and do not move its other numbers on; else a history would depend on what its JVM did before.
 */
public final class KeptState {
  private static final String TLS = "javax.net.ssl.SSLContext";

  private static final Map<String, Draws> DRAWS = new ConcurrentHashMap<>();
  private static final StackWalker WALKER = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
  private static final Function<Stream<StackFrame>, @Nullable String> OWNER = KeptState::owner;

  private KeptState() {}

  /** The random numbers for the calling code; null if they are not simulated. */
  static @Nullable Draws draws() {
    SimulatedJvm jvm = SimulationThread.jvmHere();
    Draws draws = jvm == null ? ScenarioDraws.here() : jvm.entropy();
    if (draws == null) {
      return null;
    }
    String owner = WALKER.walk(OWNER);
    return owner == null ? draws : of(owner);
  }

  /** Loads what {@link #draws} needs, before code calls it that loads classes itself. */
  static void prepare() {
    String none = WALKER.walk(OWNER);
    Draws _ = of(String.valueOf(none));
  }

  private static Draws of(String owner) {
    Draws known = DRAWS.get(owner);
    if (known == null) {
      known = Draws.of(0).forPurpose(owner);
      DRAWS.put(owner, known);
    }
    return known;
  }

  /** The class whose statics the calling code makes; null if there is none. A loop, as above. */
  private static @Nullable String owner(Stream<StackFrame> frames) {
    for (Iterator<StackFrame> each = frames.iterator(); each.hasNext(); ) {
      StackFrame frame = each.next();
      String method = frame.getMethodName();
      boolean isStatic = method.equals("<clinit>") && isKept(frame.getDeclaringClass());
      // It makes the only one of the JVM when it is called for the first time.
      boolean isTls = method.equals("getDefault") && frame.getClassName().equals(TLS);
      if (isStatic || isTls) {
        return frame.getClassName();
      }
    }
    return null;
  }

  private static boolean isKept(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null
        || loader == ClassLoader.getPlatformClassLoader()
        || loader == ClassLoader.getSystemClassLoader();
  }

  /** Forgets the TLS sessions of earlier simulations, which would be resumed otherwise. */
  public static void forget() {
    if (!DRAWS.containsKey(TLS)) {
      return;
    }
    try {
      forget(SSLContext.getDefault().getClientSessionContext());
      forget(SSLContext.getDefault().getServerSessionContext());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("the JDK has lost its TLS", impossible);
    }
  }

  private static void forget(SSLSessionContext context) {
    for (byte[] id : Collections.list(context.getIds())) {
      SSLSession session = context.getSession(id);
      if (session != null) {
        session.invalidate();
      }
    }
  }
}
