namespace Kiln.Training;

/// <summary>How the values of classes become one number. Of one yes-or-no answer the value is always that of yes.</summary>
public enum Averaging
{
    /// <summary>The mean over classes, each counting the same.</summary>
    Macro,

    /// <summary>One value from the counts of all classes together; where each position has one class, all three are its accuracy.</summary>
    Micro,

    /// <summary>The mean over classes, each counting as often as it is right.</summary>
    Weighted,
}
