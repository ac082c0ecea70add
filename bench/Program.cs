using Bench;

// Each name is one measurement; its file says what is measured, against what, and how to read the table it prints.
return args switch
{
    ["sync", .. var sizes] => await SyncBench.RunAsync(sizes),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("dotnet run -c Release --project bench -- sync [deals …]   a first sync under the portal's limits; default 20000 100000");
    return 2;
}
