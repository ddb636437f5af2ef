package dev.gonzo.sim.process;

/**
 * The signals, as Linux numbers them, and what they do to a process that has not taken them over.
 */
enum SignalNumber {
  HUP(1, Effect.CANCELS),
  INT(2, Effect.CANCELS),
  QUIT(3, Effect.NONE), // a JVM prints its stacks
  ILL(4, Effect.KILLS),
  TRAP(5, Effect.KILLS),
  ABRT(6, Effect.KILLS),
  BUS(7, Effect.KILLS),
  FPE(8, Effect.KILLS),
  KILL(9, Effect.KILLS),
  USR1(10, Effect.KILLS),
  SEGV(11, Effect.KILLS),
  USR2(12, Effect.KILLS),
  PIPE(13, Effect.NONE), // a JVM ignores it
  ALRM(14, Effect.KILLS),
  TERM(15, Effect.CANCELS),
  CHLD(17, Effect.NONE),
  CONT(18, Effect.CONTINUES),
  STOP(19, Effect.STOPS),
  TSTP(20, Effect.STOPS),
  TTIN(21, Effect.STOPS),
  TTOU(22, Effect.STOPS),
  URG(23, Effect.NONE),
  WINCH(28, Effect.NONE);

  /** What a signal does. */
  enum Effect {
    /** Nothing. */
    NONE,
    /** It cancels the main task, as in each program that runs Gonzo; the second one kills. */
    CANCELS,
    /** Nothing of the process runs any more. */
    KILLS,
    /** The process takes no turns. */
    STOPS,
    /** It takes turns again. */
    CONTINUES
  }

  /** The last number that Linux has. */
  static final int LAST = 64;

  final int number;
  final Effect effect;

  SignalNumber(int number, Effect effect) {
    this.number = number;
    this.effect = effect;
  }

  boolean canBeTaken() {
    return this != KILL && this != STOP;
  }
}
