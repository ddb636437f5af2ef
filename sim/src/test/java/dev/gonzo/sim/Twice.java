package dev.gonzo.sim;

import java.util.*;

final class Twice {
  public static void main(String[] a) {
    for (long seed = 0; seed < Integer.parseInt(a[0]); seed++) {
      List<String> x = new ArrayList<>(), y = new ArrayList<>();
      var e1 = Programs.world(SimulationOptions.ofSeed(seed).withTrace(x::add));
      var e2 = Programs.world(SimulationOptions.ofSeed(seed).withTrace(y::add));
      if (e1.history().equals(e2.history())) {
        continue;
      }
      System.out.println("seed " + seed + " " + x.size() + " " + y.size());
      for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
        if (!x.get(i).equals(y.get(i))) {
          for (int j = Math.max(0, i - 25); j < i; j++) System.out.println("   " + x.get(j));
          for (int j = i; j < i + 3; j++) System.out.println(" < " + x.get(j));
          for (int j = i; j < i + 3; j++) System.out.println(" > " + y.get(j));
          break;
        }
      }
      return;
    }
  }
}
