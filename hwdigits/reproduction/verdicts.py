"""What each paper says and leaves unsaid, what was chosen, and how to read the outcome.

Each text is a pair (English, Chinese). What holds is not written here: the claims'
tables say it from the cells.
"""

TITLES = {
    "paper1": (
        "Paper 1: a handwritten-digit recognition system in TensorFlow",
        "论文一：基于 TensorFlow 手写体数字识别系统的研究",
    ),
    "paper2": ("Paper 2: a stacked autoencoder", "论文二：堆叠自编码网络"),
    "paper3": (
        "Paper 3: a deep network with an improved cost function",
        "论文三：改进代价函数的深度神经网络",
    ),
    "paper4": ("Paper 4: a LeNet variant", "论文四：改进的 LeNet-5 卷积神经网络"),
    "paper5": (
        "Paper 5: a deep convolutional network in PyTorch",
        "论文五：PyTorch 深度卷积神经网络",
    ),
}

SAYS = {
    "paper1": (
        "Softmax regression and a CNN of one convolution are trained on MNIST at "
        "seven and eight learning rates; the CNN reaches “100 %”, 7 points more than "
        "softmax regression, and dies from 0.75 on. Eight optimizers are named. The "
        "user's own picture is resized, made grey, scaled and read.",
        "softmax 回归与单卷积层 CNN 在 MNIST 上按七种、八种学习率训练；CNN 准确率"
        "“高达 100 %”，比 softmax 高 7 个百分点，学习率到 0.75 起失效。"
        "文中列出八种优化器。用户的图片经缩放、灰度、归一后识别。",
    ),
    "paper2": (
        "Two autoencoders, 784-100 and 100-50, are trained one after the other to "
        "give back their input; then a softmax layer is added and everything is "
        "fine-tuned. 96.7 % from 10,000 images, against 90.2 % of an SVM and 93.2 % "
        "of a random forest; converged at epoch 20.",
        "两个自编码器 784-100、100-50 逐层训练以重构输入，再接 softmax 层整体微调。"
        "10,000 张训练得 96.7 %，SVM 90.2 %，随机森林 93.2 %；第 20 轮收敛。",
    ),
    "paper3": (
        "With sigmoid units the gradient of the squared error carries the factor "
        "σ′(z), which vanishes where a unit saturates; that of cross-entropy does "
        "not. A 784-100-100-10 network with cross-entropy, 80,000 steps of Adam, "
        "reads 98.24 % of 600 pictures of its authors' own.",
        "采用 sigmoid 单元时，均方差的梯度含因子 σ′(z)，饱和时趋于零；交叉熵则不含。"
        "784-100-100-10 网络用交叉熵、Adam 训练八万步，"
        "对 600 张自写图片识别率 98.24 %。",
    ),
    "paper4": (
        "LeNet-5 without C5, with 6 and 12 maps and sigmoids throughout, learns by "
        "plain gradient descent from 2,000 images: best with batches of 50, good after "
        "30 epochs, the faster the higher the rate up to 2.0, where it oscillates. "
        "Its 0.98 % misread beats 1-NN, k-NN and an SVM.",
        "去掉 C5 的 LeNet-5，6 与 12 个特征图，全用 sigmoid，以普通梯度下降从 2,000 张"
        "图片学习：每批 50 最好，30 轮后已佳，学习率越大越快，到 2.0 则振荡。"
        "误识别率 0.98 %，优于 1-NN、KNN 与 SVM。",
    ),
    "paper5": (
        "Three convolutions (64 maps 5x5, 64 maps 3x3, 20 maps 3x3) and one dense "
        "layer, batches of 32, 20 epochs: 99.31 %, the mean of 50 test runs, ahead "
        "of eight others by 1 to 11 points.",
        "三个卷积层（64 图 5x5、64 图 3x3、20 图 3x3）加一个全连接层，每批 32，"
        "20 轮：50 次测试平均 99.31 %，领先其他八种方法 1 至 11 个百分点。",
    ),
}

CHOSEN = {
    "paper1": (
        "Batch and epochs: its training accuracies are multiples of 1/99, its figures "
        "show 20 rounds, hence 99 and 20. Its figure says 1024 units, its listing "
        "768: 768. The listing sums log(softmax) over the batch; a stable mean is the "
        "default here, and both literal forms are run beside it. The rates of the "
        "eight optimizers are unstated: usual ones, not tuned.",
        "每批与轮数：其训练准确率是 1/99 的倍数，图示 20 轮，故取 99 与 20。图中写"
        " 1024，代码为 768，取 768。代码对整批求和 log(softmax)；我们默认取稳定的均值，"
        "并另跑两种原样写法。八种优化器的学习率未给，取常用值，未调。",
    ),
    "paper2": (
        "Its table says ReLU, its text sigmoid: both are run, each greedily, with "
        "equation 5 (`deep`, both weights 1) and without pre-training. Its students' "
        "digits are not public: a folder of pictures takes their place (`mixed`). "
        "Autoencoder epochs are unstated: 20 each. SVM and forest as scikit-learn "
        "has them (RBF, C = 5; 500 trees).",
        "表中为 ReLU，正文为 sigmoid：两者都跑，各分逐层预训练、式 (5)"
        "（`deep`，两权重为 1）与无预训练。学生手写集未公开，"
        "以一个图片文件夹代替（`mixed`）。自编码器轮数未给，各 20 轮。"
        "SVM 与随机森林按 scikit-learn（RBF、C = 5；500 棵树）。",
    ),
    "paper3": (
        "Epochs: 133, as near 80,000 steps as whole epochs come. Squared error with "
        "the softmax output that it uses and with the sigmoid output for which it "
        "derives. Adam as there, and plain gradient descent at 0.5, of which its "
        "argument speaks. Its 600 pictures are not public: 60 a digit are drawn from "
        "the given folder. How they were framed is unstated: both ways.",
        "轮数取 133，最接近八万步。均方差分别配其所用的 softmax 输出与其推导所用的"
        " sigmoid 输出。除 Adam 外，也用其论证所依据的普通梯度下降（0.5）。"
        "600 张自写图片未公开，从给定文件夹每数字抽 60 张；其画框方式未述，两种都测。",
    ),
    "paper4": (
        "Parameters: 3,916 with a bias a map; its 3,966 gives each kernel of C3 its "
        "own, which computes the same. Its decay λ is unstated: three are run. "
        "Sub-sampled maps are scaled to about -0.6..0.6 and their bias begins at -1/2, "
        "without which gradient descent does not leave a guess for epochs. A rate of "
        "the paper's therefore acts as a greater one here, the more so the wider the "
        "scale: with -1..1 no seed of five learnt 2,000 images at 2.0, and one of five "
        "never left a guess on 60,000 at 1.0. k of k-NN is 5. Each seed draws its own "
        "images.",
        "参数 3,916，每图一个偏置；其 3,966 为 C3 每核各一偏置，函数相同。衰减 λ "
        "未给，跑三种。采样后的特征图缩放到约 -0.6..0.6、偏置从 -1/2 起，"
        "否则梯度下降数轮内停在瞎猜。故同一学习率在此作用更大，缩放越宽越大："
        "若缩放到 -1..1，2,000 张、2.0 时五个种子都学不会，"
        "60,000 张、1.0 时五个中有一个始终是瞎猜。KNN 取 5。每个种子各抽各的图片。",
    ),
    "paper5": (
        "Optimizer and rate are unstated: Adam, 0.001, falling to zero by a cosine. "
        "Activations are named in general: ReLU. A seed is a training, while its 50 "
        "runs seem to be tests of one. Adam's kernel is fused and arithmetic is "
        "bfloat16. All six networks of this package learn the same 60,000 images.",
        "优化器与学习率未给：Adam，0.001，按余弦降到零。激活函数只泛泛提及，取 ReLU。"
        "我们一个种子即一次训练，其 50 次似为同一模型的测试。Adam 融合核、"
        "bfloat16 运算。本包六个网络学的都是同样的 60,000 张。",
    ),
}

READ = {
    "paper1": (
        "“100 %” is 99 of 99 images of a training batch; on the test images its own "
        "table has 98.3. Its rows of 0.097 and 0.098 are what a constant answer gets: "
        "974 of the 10,000 test digits are eights, 980 zeros. The listing's own loss "
        "cannot have made its table: summed over the batch it is lost at every rate "
        "of the CNN, sooner or later; its mean learns at 0.1 and is lost from 0.75 "
        "on, as the paper's. Softmax regression at rates 1 and 1.5 swings by points "
        "from epoch to epoch: the last one of a single run says little.",
        "“100 %”是一批 99 张训练图片全对；其表中测试集最高 98.3。0.097 与 0.098 "
        "正是恒答一个数字的结果：10,000 张测试中 8 有 974 个，0 有 980 个。"
        "表不可能出自其代码的损失：对整批求和，CNN 在每个学习率下迟早失效；取均值则"
        "在 0.1 能学，0.75 起失效，与论文一致。softmax 在 1 与 1.5 时逐轮摆动数个"
        "百分点，单次运行的最后一轮说明不了什么。",
    ),
    "paper2": (
        "Whether the SAE beats an SVM depends on the SVM: an RBF kernel at its usual "
        "setting is far above the paper's 90.2 %. 9,000 images are learnt (1,000 only "
        "validate); from 60,000 the same network reaches 97.9 % (paper 5's table), so "
        "what is missing to 96.7 is data, which its students' digits may have been. "
        "Pre-training is ahead in the first epochs only with sigmoid units, and at the "
        "end with none: 9,000 labelled images suffice for two small layers.",
        "SAE 能否胜过 SVM 取决于 SVM：RBF 核取常用设置即远高于论文的 90.2 %。"
        "实际学习 9,000 张（1,000 张只作验证）；同一网络学 60,000 张可达 97.9 %"
        "（见论文五的表），故与 96.7 的差距在于数据，其学生手写集或补上了它。"
        "预训练只在 sigmoid 的最初几轮领先，最终都不占优："
        "9,000 张有标签图片对两个小层已足够。",
    ),
    "paper3": (
        "The two costs have different scales, so compare a gradient's course rather "
        "than its size; Adam divides the size away, plain descent does not. What its "
        "own pictures gain is the framing: only resized they are read worse than in "
        "the paper, in MNIST's frame better, by the same networks.",
        "两种代价尺度不同，应看梯度的走势而非大小；Adam 会消去大小，普通下降不会。"
        "自写图片的得失在于画框：同样的网络，只缩放不及论文，"
        "按 MNIST 画框则高于论文。",
    ),
    "paper4": (
        "A test error of 0.98 % on 1,000 images is 9.8 images: no single draw of "
        "1,000 gives it, so it is a mean or from another test set. 2,000 images do not "
        "hold so much: 1-NN, an SVM on deskewed digits and this network misread "
        "several times as many of the same draws, and 60,000 bring it near. Rate 2.0 "
        "does not oscillate here but learns fastest: the scale above keeps its steps "
        "small enough.",
        "1,000 张上的 0.98 % 是 9.8 张：任何一次 1,000 张的测试都得不到，"
        "故应为均值或另一测试集。2,000 张里没有那么多信息：同样的抽样上，1-NN、"
        "纠偏后的 SVM 与本网络的误识别都是其数倍，60,000 张才接近。"
        "学习率 2.0 在此并不振荡，反而最快：上述缩放使其步子不致过大。",
    ),
    "paper5": (
        "0.1 points are 10 of the 10,000 test digits. The figures of the others in its "
        "comparison are from their own papers, not run again; the bars of this "
        "package's networks are.",
        "0.1 个百分点是 10,000 张中的 10 张。其对比图中他人的数字取自各自的论文，"
        "并未重跑；本包各网络的柱则是实测。",
    ),
}
