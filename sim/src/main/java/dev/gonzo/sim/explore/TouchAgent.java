package dev.gonzo.sim.explore;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.gonzo.report.Log;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Interfaces;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.reflect.AccessFlag;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes the classes of the program, and those of the library that tasks use, so that they report
 * what they touch to {@link Touches}. Each class is changed when it is loaded.
 */
public final class TouchAgent implements ClassFileTransformer {
  private static final String FIELD = "gonzo$place";
  private static final ClassDesc PLACED = ClassDesc.ofInternalName("dev/gonzo/sim/explore/Placed");

  /** What the kernel is made of: what it does is known from the traps. */
  private static final String[] KERNEL = {
    "dev/gonzo/carrier/",
    "dev/gonzo/kernel/",
    "dev/gonzo/report/",
    "dev/gonzo/sim/",
    "dev/gonzo/cli/",
    "dev/gonzo/junit/",
    "dev/gonzo/bridge/",
    // What they report is logged, or is about the calling stack, and changes nothing else.
    "dev/gonzo/CoroutineDropReport",
    "dev/gonzo/InstructionFlow",
    "dev/gonzo/StackPlace",
    "dev/gonzo/UnjoinedFailure"
  };

  private static final String[] JDK = {
    "java/", "javax/", "jdk/", "sun/", "com/sun/", "org/junit/", "org/apache/maven/"
  };

  private static final int MOST_KEPT = 500;

  private record Loaded(String name, int length, int hash) {}

  // Programs are loaded again and again. Guarded by itself.
  private final Map<Loaded, byte[]> kept = new HashMap<>();
  private final ThreadLocal<@Nullable String> changing = new ThreadLocal<>();

  /** Creates it. */
  public TouchAgent() {
    Touches.install();
  }

  private static boolean isIn(String[] packages, String name) {
    for (String each : packages) {
      if (name.startsWith(each)) {
        return true;
      }
    }
    return false;
  }

  static boolean isOfJdk(String name) {
    return isIn(JDK, name);
  }

  private static boolean concerns(String name) {
    return !isIn(JDK, name) && !isIn(KERNEL, name);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (name == null || loader == null || changing.get() != null || !concerns(name)) {
      return null;
    }
    changing.set(name);
    try {
      var key = new Loaded(name, bytes.length, Arrays.hashCode(bytes));
      synchronized (kept) {
        byte[] known = kept.get(key);
        if (known == null) {
          known = changed(bytes, loader, loader == ClassLoader.getSystemClassLoader());
          if (kept.size() >= MOST_KEPT) {
            kept.clear();
          }
          kept.put(key, known);
        }
        return known;
      }
    } catch (RuntimeException | Error failure) {
      Log.warn("the agent of the simulator cannot change " + name, failure);
      return null;
    } finally {
      changing.remove();
    }
  }

  private static byte[] changed(byte[] bytes, ClassLoader loader, boolean isLoadedOnce) {
    ClassFile format =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    ClassModel model = format.parse(bytes);
    boolean isPlaced = isPlaced(model);
    ClassTransform change =
        (type, element) -> {
          switch (element) {
            case MethodModel method ->
                type.transformMethod(
                    method,
                    MethodTransform.transformingCode(new TouchCode(model, method, isLoadedOnce)));
            case Interfaces old when isPlaced -> {
              List<ClassEntry> all = new ArrayList<>(old.interfaces());
              all.add(type.constantPool().classEntry(PLACED));
              type.with(Interfaces.of(all));
            }
            default -> type.with(element);
          }
        };
    return format.transformClass(model, isPlaced ? change.andThen(place(model)) : change);
  }

  /** Whether its objects have fields that change. */
  private static boolean isPlaced(ClassModel model) {
    return !model.flags().has(AccessFlag.INTERFACE)
        && model.fields().stream()
            .map(FieldModel::flags)
            .anyMatch(flags -> !flags.has(AccessFlag.STATIC) && !flags.has(AccessFlag.FINAL));
  }

  private static ClassTransform place(ClassModel model) {
    ClassDesc here = model.thisClass().asSymbol();
    return ClassTransform.endHandler(type -> {
      int hidden = ClassFile.ACC_SYNTHETIC;
      type.withField(FIELD, CD_long, ClassFile.ACC_PRIVATE | ClassFile.ACC_TRANSIENT | hidden);
      type.withMethodBody(
          FIELD,
          MethodTypeDesc.of(CD_long),
          ClassFile.ACC_PUBLIC | hidden,
          code -> code.aload(0).getfield(here, FIELD, CD_long).lreturn());
      type.withMethodBody(
          FIELD,
          MethodTypeDesc.of(CD_void, CD_long),
          ClassFile.ACC_PUBLIC | hidden,
          code -> code.aload(0).lload(1).putfield(here, FIELD, CD_long).return_());
    });
  }

  static final MethodTypeDesc OBJECT = MethodTypeDesc.of(CD_void, CD_Object);
  static final MethodTypeDesc TWO_OBJECTS = MethodTypeDesc.of(CD_void, CD_Object, CD_Object);
  static final MethodTypeDesc OBJECT_INT = MethodTypeDesc.of(CD_void, CD_Object, CD_int);
}
