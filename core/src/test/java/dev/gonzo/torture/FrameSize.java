package dev.gonzo.torture;

import java.io.IOException;
import java.io.InputStream;
import java.lang.StackWalker.StackFrame;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many bytes a frame takes in the interpreter; compiled code needs less. Of several methods
 * with one name, the size of the largest.
 */
final class FrameSize {
  /** What the interpreter keeps in each frame besides locals and operands. */
  private static final int FIXED_WORDS = 14;

  private static final int UNKNOWN_WORDS = 32;

  private static final Map<String, Map<String, Integer>> BY_CLASS = new ConcurrentHashMap<>();

  private FrameSize() {}

  static int ofAll(List<StackFrame> frames) {
    int bytes = 0;
    for (StackFrame frame : frames) {
      bytes += of(frame);
    }
    return bytes;
  }

  private static int of(StackFrame frame) {
    return BY_CLASS
        .computeIfAbsent(frame.getClassName(), FrameSize::ofClass)
        .getOrDefault(frame.getMethodName(), UNKNOWN_WORDS * Long.BYTES);
  }

  private static Map<String, Integer> ofClass(String name) {
    var sizes = new HashMap<String, Integer>();
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = ClassLoader.getSystemResourceAsStream(file)) {
      if (in != null) {
        for (MethodModel method : ClassFile.of().parse(in.readAllBytes()).methods()) {
          int words =
              method.code().orElse(null) instanceof CodeAttribute code
                  ? FIXED_WORDS + code.maxLocals() + code.maxStack()
                  : UNKNOWN_WORDS;
          sizes.merge(method.methodName().stringValue(), words * Long.BYTES, Math::max);
        }
      }
    } catch (IOException unreadable) {
      // Then all of its frames have the size for unknown ones.
    }
    return sizes;
  }
}
