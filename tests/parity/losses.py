"""Golden losses and input gradients: softmax cross-entropy, binary cross-entropy on logits, squared error, hinge."""
import torch
import torch.nn.functional as F

import golden_file

torch.set_num_threads(1)
torch.manual_seed(0)
generator = torch.Generator().manual_seed(20)
cases = []


def add(name, loss, settings, prediction, target, compute):
    """compute(prediction, target) is the mean loss; the gradient belongs to exactly that number."""
    prediction = prediction.detach().clone().requires_grad_(True)
    value = compute(prediction, target)
    value.backward()
    cases.append({
        "name": name,
        "loss": loss,
        "settings": settings,
        "input": golden_file.tensor(prediction),
        "target": golden_file.tensor(target),
        "value": golden_file.float32_text(value.item()),
        "inputGradient": golden_file.tensor(prediction.grad),
    })


def cross_entropy(name, logits, target, label_smoothing=0.0, ignore_index=None, class_weights=None):
    weights = None if class_weights is None else torch.tensor(class_weights, dtype=torch.float64)
    # -100 is PyTorch's own "ignore nothing real".
    index = -100 if ignore_index is None else ignore_index
    settings = {"labelSmoothing": label_smoothing}
    if ignore_index is not None:
        settings["ignoreIndex"] = ignore_index
    if class_weights is not None:
        settings["classWeights"] = class_weights
    options = {} if target.is_floating_point() else {"ignore_index": index}
    add(name, "softmaxCrossEntropy", settings, logits, target,
        lambda x, t: F.cross_entropy(x, t, weight=weights, label_smoothing=label_smoothing, **options))


def classes(count, *shape):
    return torch.randint(0, count, shape, generator=generator)


five = [0.5, 1.0, 2.0, 0.25, 1.5]
logits = golden_file.random_float32(generator, 6, 5, scale=2.0)
labels = torch.tensor([0, 4, 2, 2, 1, 3])
some_ignored = torch.tensor([0, -1, 2, -1, 1, 3])
cross_entropy("indices", logits, labels)
cross_entropy("one_sample", logits[:1], labels[:1])
cross_entropy("ten_classes", golden_file.random_float32(generator, 7, 10), classes(10, 7))
cross_entropy("seventeen_classes", golden_file.random_float32(generator, 3, 17), classes(17, 3))
cross_entropy("large_logits", torch.tensor([[1000.0, 999.0, -1000.0], [-500.0, 0.0, 500.0]], dtype=torch.float64), torch.tensor([1, 2]))
cross_entropy("equal_logits", torch.zeros(2, 5, dtype=torch.float64), torch.tensor([0, 3]))
cross_entropy("label_smoothing", logits, labels, label_smoothing=0.1)
cross_entropy("ignore_index", logits, some_ignored, ignore_index=-1)
cross_entropy("ignore_index_a_class", logits, labels, ignore_index=2)
cross_entropy("class_weights", logits, labels, class_weights=five)
cross_entropy("class_weights_ignore_index", logits, some_ignored, ignore_index=-1, class_weights=five)
cross_entropy("label_smoothing_ignore_index", logits, some_ignored, label_smoothing=0.2, ignore_index=-1)
cross_entropy("label_smoothing_class_weights", logits, labels, label_smoothing=0.1, class_weights=five)
cross_entropy("label_smoothing_class_weights_ignore_index", logits, some_ignored, label_smoothing=0.1, ignore_index=-1, class_weights=five)
cross_entropy("probabilities", logits, torch.softmax(golden_file.random_float32(generator, 6, 5), dim=1).float().double())
positions = golden_file.random_float32(generator, 2, 4, 3, 2)
position_labels = classes(4, 2, 3, 2)
cross_entropy("positions", positions, position_labels)
position_labels = position_labels.clone()
position_labels[0, 1, 0] = -1
position_labels[1, 2, 1] = -1
cross_entropy("positions_ignore_index", positions, position_labels, ignore_index=-1)

scores = golden_file.random_float32(generator, 4, 3, scale=2.0)
yes_no = torch.randint(0, 2, (4, 3), generator=generator).double()
add("logits", "binaryCrossEntropy", {}, scores, yes_no, F.binary_cross_entropy_with_logits)
add("soft_targets", "binaryCrossEntropy", {}, scores, torch.rand(4, 3, generator=generator).double(), F.binary_cross_entropy_with_logits)
add("large_logits", "binaryCrossEntropy", {}, torch.tensor([[80.0, -80.0], [200.0, -200.0]], dtype=torch.float64),
    torch.tensor([[1.0, 0.0], [0.0, 1.0]], dtype=torch.float64), F.binary_cross_entropy_with_logits)

add("matrix", "meanSquaredError", {}, golden_file.random_float32(generator, 5, 3), golden_file.random_float32(generator, 5, 3), F.mse_loss)
add("one_value", "meanSquaredError", {}, golden_file.random_float32(generator, 4, 1), golden_file.random_float32(generator, 4, 1), F.mse_loss)
add("image", "meanSquaredError", {}, golden_file.random_float32(generator, 2, 2, 3, 5), golden_file.random_float32(generator, 2, 2, 3, 5), F.mse_loss)

# The sum over the other classes: PyTorch divides it by the number of classes, so that factor is taken out again.
for power, squared in ((1, False), (2, True)):
    add("squared" if squared else "plain", "hinge", {"margin": 1.0, "squared": squared}, logits, labels,
        lambda x, t, power=power: F.multi_margin_loss(x, t, p=power, margin=1.0) * x.shape[1])

golden_file.write("losses", {**golden_file.describe(__file__), "precision": "float64 from float32 inputs", "cases": cases})
