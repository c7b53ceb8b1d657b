// Convolution and its gradients by the definition, in double, against the kernels; and the little that a
// program without a system needs. See check_arm64.sh.

typedef long Int;

void convolution(const Int *sizes, const float *input, const float *weight, const float *bias,
                 const float *gradient, float *output, float *inputGradient, float *weightGradient,
                 float *biasGradient);

// The system.

static char heap[1 << 27];
static unsigned long used;
int posix_memalign(void **result, unsigned long alignment, unsigned long size) {
  used = (used + alignment - 1) / alignment * alignment;
  *result = heap + used;
  used += size;
  if (used > sizeof heap) __builtin_trap();
  return 0;
}
void free(void *memory) { (void)memory; }
void *memset(void *to, int value, unsigned long count) {
  for (unsigned long i = 0; i < count; i++) ((char *)to)[i] = (char)value;
  return to;
}
void *memmove(void *to, const void *from, unsigned long count) {
  char *t = to;
  const char *f = from;
  if (t < f) {
    for (unsigned long i = 0; i < count; i++) t[i] = f[i];
  } else {
    while (count--) t[count] = f[count];
  }
  return to;
}
void *memcpy(void *to, const void *from, unsigned long count) { return memmove(to, from, count); }
void arc4random_buf(void *to, unsigned long count) { memset(to, 1, count); }
float sqrtf(float x) { (void)x; __builtin_trap(); }
void *__stack_chk_guard;
void __stack_chk_fail(void) { __builtin_trap(); }

static Int call(Int number, Int a, Int b, Int c) {
  register Int x8 asm("x8") = number, x0 asm("x0") = a, x1 asm("x1") = b, x2 asm("x2") = c;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
}
static void print(const char *text) {
  Int length = 0;
  while (text[length]) length++;
  call(64, 1, (Int)text, length);
}
static void printNumber(Int number) {
  char text[24];
  int at = 23;
  text[at] = 0;
  do text[--at] = (char)('0' + number % 10); while (number /= 10);
  print(text + at);
}

// The check.

enum { room = 1 << 18 };
static float input[room], weight[room], bias[64], gradient[room];
static float output[room], inputGradient[room], weightGradient[room], biasGradient[64];
static double exactOutput[room], exactInput[room], exactWeight[room], exactBias[64];

static unsigned long state = 88172645463325252ul;
static void fill(float *values, double *exact, Int count) {
  if (count > room) __builtin_trap();
  for (Int i = 0; i < count; i++) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    values[i] = (float)(state >> 40) / (1 << 23) - 1;
    exact[i] = 0;
  }
}

/// Whether all are within 1e-5 of the largest, as in ConvolutionTests; prints how far the worst is off.
static int isClose(const char *what, const float *found, const double *exact, Int count) {
  double largest = 0, worst = 0;
  for (Int i = 0; i < count; i++) {
    if (__builtin_fabs(exact[i]) > largest) largest = __builtin_fabs(exact[i]);
    double error = __builtin_fabs(exact[i] - found[i]);
    if (!(error <= worst)) worst = error == error ? error : __builtin_inf();
  }
  print(what);
  printNumber(worst < 1e9 * largest ? (Int)(worst / largest * 1e9) : (Int)(-1ul >> 1));
  print("e-9");
  return worst <= 1e-5 * largest;
}

static int check(const Int *s) {
  const Int B = s[0], I = s[1], O = s[2], H = s[3], W = s[4], K = s[5], P = s[6];
  const Int h = H + 2 * P - K + 1, w = W + 2 * P - K + 1;
  used = 0;
  fill(input, exactInput, B * I * H * W);
  fill(weight, exactWeight, O * I * K * K);
  fill(bias, exactBias, O);
  fill(gradient, exactOutput, B * O * h * w);
  for (Int b = 0; b < B; b++)
    for (Int o = 0; o < O; o++)
      for (Int y = 0; y < h; y++)
        for (Int x = 0; x < w; x++) {
          const Int at = ((b * O + o) * h + y) * w + x;
          exactOutput[at] += bias[o];
          exactBias[o] += gradient[at];
          for (Int i = 0; i < I; i++)
            for (Int ky = 0; ky < K; ky++)
              for (Int kx = 0; kx < K; kx++) {
                const Int row = y + ky - P, column = x + kx - P;
                if (row < 0 || row >= H || column < 0 || column >= W) continue;
                const Int from = ((b * I + i) * H + row) * W + column;
                const Int tap = ((o * I + i) * K + ky) * K + kx;
                exactOutput[at] += (double)input[from] * weight[tap];
                exactInput[from] += (double)gradient[at] * weight[tap];
                exactWeight[tap] += (double)gradient[at] * input[from];
              }
        }
  convolution(s, input, weight, bias, gradient, output, inputGradient, weightGradient, biasGradient);
  for (int i = 0; i < 7; i++) print(i ? " " : ""), printNumber(s[i]);
  int right = isClose(": output off by ", output, exactOutput, B * O * h * w);
  right &= isClose(", input gradient ", inputGradient, exactInput, B * I * H * W);
  right &= isClose(", weight gradient ", weightGradient, exactWeight, O * I * K * K);
  right &= isClose(", bias gradient ", biasGradient, exactBias, O);
  print(right ? "\n" : ": WRONG\n");
  return right;
}

void _start(void) {
  // Batch, channels in and out, height, width, kernel, padding: the plain way, by tiles, exchanged.
  static const Int shapes[][7] = {
      {1, 1, 1, 3, 3, 3, 1},     {2, 1, 16, 28, 28, 3, 1},  {2, 16, 1, 28, 28, 3, 1},
      {9, 5, 9, 7, 7, 3, 1},     {3, 4, 3, 6, 11, 5, 2},    {3, 4, 10, 8, 5, 3, 0},
      {2, 7, 2, 4, 4, 1, 0},     {13, 9, 11, 28, 28, 3, 1}, {7, 16, 8, 9, 31, 3, 1},
      {4, 16, 9, 14, 14, 3, 1},  {25, 8, 17, 7, 7, 3, 1},   {8, 12, 8, 1, 4, 3, 1},
  };
  int right = 1;
  for (unsigned i = 0; i < sizeof shapes / sizeof *shapes; i++) right &= check(shapes[i]);
  call(93, !right, 0, 0);
  __builtin_unreachable();
}
