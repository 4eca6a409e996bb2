using Programs;

#if SHARED_PROGRAMS
P01.Program.Run();
P13.Program.Run(Points.Create(classes: 10, features: 784, count: 200));
Edge.Run();
#endif
Search.Run(Points.Create(classes: 3, features: 8, count: 120));
